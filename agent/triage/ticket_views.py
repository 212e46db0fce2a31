"""Triage in a ticket: the card in the AI's panel."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from agent.models import TriageThread
from agent.triage.forms import AnswerForm
from agent.triage.tickets import TriageRefused, apply_triage, ask_for_triage
from agent.triage.workflow import ResumeRefused, resume, skip_questions
from agent.views import panel_answer
from tickets.access import get_ticket
from tickets.models import Ticket
from tickets.views.answers import refuse
from tickets.views.undoing import with_undo


@require_POST
@agent_required
def ask(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    try:
        ask_for_triage(ticket, by=request.member)
    except TriageRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return panel_answer(request, ticket)


@require_POST
@agent_required
def apply(request: MemberRequest, number: int, thread_id: UUID) -> HttpResponse:
    """Category, priority and tag of the ticket as the triage says, to be undone like any change of it."""
    ticket, thread = _both(request, number, thread_id)
    try:
        action = apply_triage(thread, ticket, by=request.member)
    except TriageRefused as refusal:
        return refuse(request, str(refusal), ticket)
    response = panel_answer(request, ticket) if request.htmx else redirect(ticket)
    return with_undo(response, ticket, action)


@require_POST
@agent_required
def answer(request: MemberRequest, number: int, thread_id: UUID) -> HttpResponse:
    """The member's answer to its questions, or none: then it is classified by what is there."""
    ticket, thread = _both(request, number, thread_id)
    form = AnswerForm(request.POST)
    try:
        if not request.POST.get("additional_details", "").strip():
            skip_questions(thread, in_background=True)
        elif form.is_valid():
            resume(
                thread, details=form.cleaned_data["additional_details"], by=request.member, in_background=True
            )
        else:
            return refuse(request, str(form.errors["additional_details"][0]), ticket)
    except ResumeRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return panel_answer(request, ticket)


def _both(request: MemberRequest, number: int, thread_id: UUID) -> tuple[Ticket, TriageThread]:
    ticket = get_ticket(request.member, number)
    threads = TriageThread.objects.for_tenant(request.member.tenant).select_related("tenant", "ticket")
    return ticket, get_object_or_404(threads, pk=thread_id, ticket=ticket)
