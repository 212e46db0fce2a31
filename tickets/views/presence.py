from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from conversations.access import members_who_read
from conversations.live import presence
from tickets.access import get_ticket
from tickets.models import Ticket

DOINGS = {"viewing", "replying", "noting"}


@require_safe
@member_required
def others(request: MemberRequest, number: int) -> HttpResponse:
    """Who else is at this ticket."""
    return _shown(request, get_ticket(request.member, number))


@require_POST
@member_required
def beat(request: MemberRequest, number: int) -> HttpResponse:
    """The member is looking at the ticket, or writing in it."""
    ticket = get_ticket(request.member, number)
    doing = request.POST.get("doing", "")
    doing = doing if doing in DOINGS and request.member.is_agent else "viewing"
    presence.come(ticket.tenant_id, _place(ticket), request.member.pk, doing)
    return _shown(request, ticket)


@require_POST
@member_required
def leave(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    presence.leave(ticket.tenant_id, _place(ticket), request.member.pk)
    return HttpResponse(status=204)


def _place(ticket: Ticket) -> str:
    return f"ticket-{ticket.number}"


def _shown(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    here = presence.present(ticket.tenant_id, _place(ticket))
    doing = {person.member_id: person.doing for person in here if person.member_id != request.member.pk}
    members: Any = []
    if doing:
        colleagues = members_who_read(ticket.discussion_id).active().select_related("user")
        members = colleagues.filter(pk__in=doing).order_by("user__name", "pk")
    people = [(member, doing[member.pk]) for member in members]
    return render(request, "tickets/_present.html", {"people": people})
