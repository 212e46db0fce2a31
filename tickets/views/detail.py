from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import MemberRequest, key_in
from accounts.models import Member, Team
from conversations.live.middleware import showing_what_it_told
from tickets.access import get_ticket
from tickets.containment import containment_of
from tickets.csat.asking import latest_csat
from tickets.inbox.asked import read_asked
from tickets.models import Reading, Ticket
from tickets.newer import seen_now
from tickets.notify.reading import mark_ticket_read
from tickets.services.scheduling import unsent_replies
from tickets.sla.shown import card_of
from tickets.snoozing import moments
from tickets.transcript import transcript_of
from tickets.views.composing import answering
from tickets.views.index import list_context


@require_safe
@never_cache
@member_required
def ticket_detail(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    context = ticket_context(request.member, ticket) | answering(ticket, request.GET.get("answer", ""))
    if request.htmx:
        return render(request, "tickets/_ticket.html", context)
    return render(request, "tickets/detail.html", {**context, **beside(request)})


@require_POST
@member_required
def read(request: MemberRequest, number: int) -> HttpResponse:
    """The page tells that it is being looked at."""
    ticket = get_ticket(request.member, number)
    Reading.note(ticket, request.member)
    mark_ticket_read(request.member, ticket)
    return HttpResponse(status=204)


@require_safe
@member_required
def live_regions(request: MemberRequest, number: int) -> HttpResponse:
    """What changes while the page is open; what somebody is typing is left alone."""
    return render_live(request, get_ticket(request.member, number))


@require_safe
@member_required
def earlier(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    transcript = transcript_of(ticket, before=key_in(request.GET.get("before")))
    context = {"ticket": ticket, "transcript": transcript, "may_write": request.member.is_agent}
    return render(request, "tickets/_entries.html", context)


def render_live(request: MemberRequest, ticket: Ticket, *, is_sent: bool = False) -> HttpResponse:
    """The regions that change; `is_sent` also gives the composer a new id for its next message."""
    context = {**ticket_context(request.member, ticket), "oob": True, "is_sent": is_sent}
    return showing_what_it_told(request, render(request, "tickets/_live.html", context))


def ticket_context(member: Member, ticket: Ticket) -> dict[str, Any]:
    owners = Member.objects.for_tenant(ticket.tenant).who_answer()
    return {
        "ticket": ticket,
        "seen": seen_now(ticket),
        "transcript": transcript_of(ticket, known=owners),
        "may_write": member.is_agent,
        "owners": owners,
        "teams": Team.objects.for_tenant(ticket.tenant),
        "priorities": Ticket.Priority,
        "source_id": uuid4().hex,
        "moments": moments(member),
        "scheduled": unsent_replies(ticket),
        "sla": card_of(ticket),
        "csat": latest_csat(ticket),
        "containment": containment_of(ticket),
    }


def beside(request: MemberRequest) -> dict[str, Any]:
    """The list beside the ticket, which the page fetches."""
    return list_context(read_asked(request.GET, request.member))
