"""More of what a ticket's customer did than the card shows."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest, key_in
from tickets.access import get_ticket
from tickets.journey import journey_of


@require_safe
@member_required
def journey(request: MemberRequest, number: int) -> HttpResponse:
    """The newest, or what was before `?before=KEY`."""
    ticket = get_ticket(request.member, number)
    found = journey_of(ticket, before=key_in(request.GET.get("before")))
    context = {"ticket": ticket, "journey": found, "piece": "tickets/journey/list.html"}
    page = "tickets/journey/entries.html" if request.htmx else "tickets/message_page.html"
    return render(request, page, context)
