from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required, member_required
from accounts.http import MemberRequest
from agent.access import get_draft
from agent.drafting.asking import DraftRefused, ask_for_draft, discard_draft, take_draft
from agent.panel import panel_context, runs_of
from agent.summary import SummaryRefused, ask_for_summary
from tickets.access import get_ticket
from tickets.models import Ticket
from tickets.views.answers import refuse
from tickets.views.detail import beside, ticket_context

DECISIONS_A_PAGE = 50


@require_safe
@member_required
def panel(request: MemberRequest, number: int) -> HttpResponse:
    """The AI's side of a ticket: its brief, a draft, a summary, and each decision with its trace."""
    ticket = get_ticket(request.member, number)
    return _drawn(request, ticket)


@require_safe
@member_required
def decisions(request: MemberRequest, number: int) -> HttpResponse:
    """All that the AI decided in a ticket, newest first, a page at a time."""
    ticket = get_ticket(request.member, number)
    page = Paginator(runs_of(ticket), DECISIONS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "agent/decisions.html", {"ticket": ticket, "page": page})


@require_POST
@agent_required
def draft(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    try:
        ask_for_draft(ticket, by=request.member)
    except DraftRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return panel_answer(request, ticket)


@require_POST
@agent_required
def use_draft(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """The page puts its text into the composer when this says yes; without scripts it is there already."""
    ticket = get_ticket(request.member, number)
    try:
        taken = take_draft(get_draft(ticket, pk), by=request.member)
    except DraftRefused as refusal:
        return refuse(request, str(refusal), ticket)
    if request.htmx:
        return _drawn(request, ticket)
    context = ticket_context(request.member, ticket) | {"typed": taken.text, **beside(request)}
    return render(request, "tickets/detail.html", context)


@require_POST
@agent_required
def discard(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    discard_draft(get_draft(ticket, pk), by=request.member)
    return panel_answer(request, ticket)


@require_POST
@agent_required
def summarise(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    try:
        ask_for_summary(ticket, by=request.member)
    except SummaryRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return panel_answer(request, ticket)


def panel_answer(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    """What every press in the panel shows: the panel as it is now."""
    return _drawn(request, ticket) if request.htmx else redirect("agent:panel", ticket.number)


def _drawn(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    """The panel; without htmx as a page of its own."""
    context = panel_context(request.member, ticket) | {"piece": "agent/panel.html"}
    return render(request, context["piece"] if request.htmx else "tickets/message_page.html", context)
