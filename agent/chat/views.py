"""The work that a chat holds, on its ticket's page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required, member_required
from accounts.http import MemberRequest
from agent.access import get_suggestion
from agent.chat import deciding
from agent.chat.deciding import SuggestionRefused
from agent.chat.feedback import give_feedback
from agent.chat.forms import FeedbackForm, WordingForm
from agent.chat.panel import panel_context
from agent.models import TicketSuggestion
from tickets.access import get_ticket
from tickets.models import Ticket
from tickets.views.answers import refuse


@require_safe
@member_required
def panel(request: MemberRequest, number: int) -> HttpResponse:
    return _drawn(request, get_ticket(request.member, number))


@require_POST
@agent_required
def create(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    return _decide(request, number, pk, lambda one: deciding.create_ticket(one, by=request.member))


@require_POST
@agent_required
def create_edited(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """Create the ticket as the member words it."""
    ticket = get_ticket(request.member, number)
    suggestion = get_suggestion(ticket, pk)
    form = WordingForm(request.POST, suggestion=suggestion)
    if not form.is_valid():
        return _drawn(request, ticket, refused=form, pk=pk)
    wording = form.wording()
    return _decide(
        request, number, pk, lambda one: deciding.create_ticket(one, by=request.member, wording=wording)
    )


@require_POST
@agent_required
def dismiss(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    return _decide(request, number, pk, lambda one: deciding.dismiss(one, by=request.member))


@require_POST
@agent_required
def undo(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    return _decide(request, number, pk, lambda one: deciding.undo(one, by=request.member))


@require_POST
@agent_required
def feedback(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """From 1 to 5, on the page of the chat or of the ticket that came from it."""
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        ticket = get_ticket(request.member, number)
        return refuse(request, _("Choose a number from 1 to 5."), ticket)
    told = form.cleaned_data
    return _decide(
        request,
        number,
        pk,
        lambda one: give_feedback(one, rating=told["rating"], comment=told["comment"], by=request.member),
    )


def _decide(
    request: MemberRequest, number: int, pk: int, do: Callable[[TicketSuggestion], object]
) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    try:
        do(get_suggestion(ticket, pk))
    except SuggestionRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return _drawn(request, ticket) if request.htmx else redirect("agent:chat", ticket.number)


def _drawn(
    request: MemberRequest, ticket: Ticket, *, refused: WordingForm | None = None, pk: int = 0
) -> HttpResponse:
    """The panel; without htmx as a page of its own."""
    context = panel_context(request.member, ticket, refused=refused, pk=pk) | {
        "piece": "agent/chat/panel.html"
    }
    template = context["piece"] if request.htmx else "tickets/message_page.html"
    return render(request, template, context, status=422 if refused else 200)
