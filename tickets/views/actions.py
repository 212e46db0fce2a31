from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from accounts.models import Member
from tickets.access import get_ticket
from tickets.forms import AssignForm, PriorityForm
from tickets.models import BulkAction, EscalationReason, Ticket
from tickets.services import (
    HandBackRefused,
    change_priority,
    change_status,
    escalate_ticket,
    hand_back,
)
from tickets.services.privacy import PrivacyRefused
from tickets.services.reassigning import AssignedMeanwhile, reassign_ticket, take_ticket
from tickets.services.undoing import do_undoably
from tickets.views.answers import refuse
from tickets.views.detail import render_live
from tickets.views.toast import with_toast
from tickets.views.undoing import with_undo

Verb = BulkAction.Verb


@require_POST
@agent_required
def resolve(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    return _changed(request, ticket, Verb.RESOLVE, Ticket.Status.RESOLVED)


@require_POST
@agent_required
def reopen(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    return _changed(request, ticket, Verb.REOPEN, Ticket.Status.OPEN)


@require_POST
@agent_required
def set_pending(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    return _changed(request, ticket, Verb.PENDING, Ticket.Status.PENDING)


@require_POST
@agent_required
def set_priority(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose one of the listed priorities."))
    change = partial(change_priority, ticket, priority=form.cleaned_data["priority"], by=request.member)
    action = do_undoably(ticket, Verb.PRIORITY, change, by=request.member)
    return with_undo(_shown(request, ticket), ticket, action)


@require_POST
@agent_required
def assign(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    form = AssignForm(request.POST, tenant=ticket.tenant)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose a member and a team of your organisation."))
    change = partial(reassign_ticket, ticket, **form.cleaned_data, by=request.member)
    try:
        action = do_undoably(ticket, Verb.ASSIGN, change, by=request.member)
    except (AssignedMeanwhile, PrivacyRefused) as refusal:
        return with_toast(_shown(request, ticket), str(refusal), level="warning")
    return with_undo(_shown(request, ticket), ticket, action)


@require_POST
@agent_required
def take(request: MemberRequest, number: int) -> HttpResponse:
    """Make it mine, leaving its team."""
    ticket = get_ticket(request.member, number)
    action = do_undoably(
        ticket, Verb.ASSIGN, partial(take_ticket, ticket, by=request.member), by=request.member
    )
    return with_undo(_shown(request, ticket), ticket, action, said=_told_of(action) if action else "")


@require_POST
@agent_required
def escalate(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    ticket, _is_new = escalate_ticket(ticket, reason=EscalationReason.MANUAL, by=request.member)
    return _shown(request, ticket)


@require_POST
@agent_required
def give_to_ai(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    try:
        hand_back(ticket, by=request.member)
    except HandBackRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return _shown(request, ticket)


def _told_of(action: BulkAction) -> str:
    """From whom a ticket was taken; empty where nobody had it."""
    was = Member.objects.select_related("user").filter(pk=action.items.get().before["before"]["owner_id"])
    before = was.first()
    return _("You took it over from %(name)s.") % {"name": before.name} if before else ""


def _changed(request: MemberRequest, ticket: Ticket, verb: str, status: str) -> HttpResponse:
    """Change the state; who comes second is told that it was done."""
    was_so = ticket.status == status
    change = partial(change_status, ticket, status=status, by=request.member)
    action = do_undoably(ticket, verb, change, by=request.member)
    if not was_so:
        return with_undo(_shown(request, ticket), ticket, action)
    already = _("It was already so: %(state)s.") % {"state": ticket.get_status_display()}
    return with_toast(_shown(request, ticket), already, level="info")


def _shown(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    return render_live(request, ticket) if request.htmx else redirect(ticket)
