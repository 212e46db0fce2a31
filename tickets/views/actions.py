from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.forms import AssignForm, PriorityForm
from tickets.models import EscalationReason, Ticket
from tickets.services import assign_ticket, change_priority, change_status, escalate_ticket, hand_back
from tickets.views.detail import render_live


@require_POST
@agent_required
def resolve(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    return _shown(request, change_status(ticket, status=Ticket.Status.RESOLVED, by=request.member))


@require_POST
@agent_required
def reopen(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    return _shown(request, change_status(ticket, status=Ticket.Status.OPEN, by=request.member))


@require_POST
@agent_required
def set_pending(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    return _shown(request, change_status(ticket, status=Ticket.Status.PENDING, by=request.member))


@require_POST
@agent_required
def set_priority(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose one of the listed priorities."))
    return _shown(request, change_priority(ticket, priority=form.cleaned_data["priority"], by=request.member))


@require_POST
@agent_required
def assign(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    form = AssignForm(request.POST, tenant=ticket.tenant)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose a member and a team of your organisation."))
    owner, team = form.cleaned_data["owner"], form.cleaned_data["team"]
    return _shown(request, assign_ticket(ticket, owner=owner, team=team, by=request.member))


@require_POST
@agent_required
def take(request: MemberRequest, number: int) -> HttpResponse:
    """Make it mine, leaving its team."""
    ticket = get_ticket(request.member, number)
    return _shown(request, assign_ticket(ticket, owner=request.member, team=ticket.team, by=request.member))


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
    return _shown(request, hand_back(ticket, by=request.member))


def _shown(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    return render_live(request, ticket) if request.htmx else redirect(ticket)
