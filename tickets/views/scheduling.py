from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.access import agent_required
from accounts.http import MemberRequest
from conversations.services import MessageRefused
from tickets.access import get_ticket
from tickets.forms import MessageForm, SnoozeForm
from tickets.models import ScheduledReply, Ticket
from tickets.newer import Seen
from tickets.services.scheduling import (
    ScheduleRefused,
    cancel_scheduled,
    schedule_reply,
    send_scheduled_now,
)
from tickets.views.composing import read_files
from tickets.views.detail import render_live
from tickets.views.writing import refused


@require_POST
@agent_required
def schedule(request: MemberRequest, number: int) -> HttpResponse:
    """Send what the composer holds at a moment."""
    ticket = get_ticket(request.member, number)
    form, attached, moment = MessageForm(request.POST), read_files(request, ticket), SnoozeForm(request.POST)
    if request.POST.get("mode") == "note":
        return refused(
            request, ticket, _("A private note is written now; only replies wait."), attached.files
        )
    if attached.refusals or not moment.is_valid():
        why = " ".join(attached.refusals) or _("Choose a day and a time.")
        return refused(request, ticket, why, attached.files)
    send_at = moment.cleaned_data["until"]
    try:
        schedule_reply(
            ticket,
            by=request.member,
            body=form.written(),
            send_at=send_at,
            attachments=attached.files,
            seen=Seen.read(request.POST.get("seen", "")),
        )
    except (MessageRefused, ScheduleRefused) as refusal:
        return refused(request, ticket, str(refusal), attached.files)
    return render_live(request, ticket, is_sent=True) if request.htmx else redirect(ticket)


@require_POST
@agent_required
def cancel(request: MemberRequest, number: int, scheduled_id: int) -> HttpResponse:
    ticket, scheduled = _unsent(request, number, scheduled_id)
    was_unsent = scheduled.is_unsent
    cancel_scheduled(scheduled)
    response = _shown(request, ticket)
    if was_unsent and request.htmx:
        # Back to where it was written: to be changed, sent now, or thrown away on purpose.
        trigger_client_event(response, "composer:insert", {"text": scheduled.body})
    return response


@require_POST
@agent_required
def send_now(request: MemberRequest, number: int, scheduled_id: int) -> HttpResponse:
    ticket, scheduled = _unsent(request, number, scheduled_id)
    seen = Seen.read(request.POST.get("seen", ""))
    try:
        send_scheduled_now(scheduled, by=request.member, seen=seen)
    except MessageRefused as refusal:
        return refused(request, ticket, str(refusal))
    return _shown(request, ticket)


def _unsent(request: MemberRequest, number: int, pk: int) -> tuple[Ticket, ScheduledReply]:
    ticket = get_ticket(request.member, number)
    of_ticket = ScheduledReply.objects.for_tenant(ticket.tenant).filter(ticket=ticket)
    scheduled = get_object_or_404(of_ticket.select_related("member__user"), pk=pk)
    scheduled.ticket = ticket
    return ticket, scheduled


def _shown(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    return render_live(request, ticket) if request.htmx else redirect(ticket)
