"""/conversations/analytics/: panels of figures for a period, and the tickets behind each number."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from analytics import chat_to_ticket
from analytics.escalations import panel as escalations
from analytics.escalations.asked import read_asked, tickets
from analytics.periods import choices, read_period

# The panels in their order: each builds what its own template draws.
PANELS = (escalations.build_panel, chat_to_ticket.build_panel)
LISTED = 50


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    period = read_period(request.GET, request.member.zone)
    panels = [build(request.member.tenant, period) for build in PANELS]
    context = {"period": period, "choices": choices(period), "panels": panels}
    return render(request, "analytics/index.html", context)


@require_safe
@member_required
def escalated(request: MemberRequest) -> HttpResponse:
    """Exactly the tickets that a number of the panel counts, newest first."""
    period, asked = read_period(request.GET, request.member.zone), read_asked(request.GET)
    found = tickets(request.member.tenant, period, asked).for_list().order_by("-created_at", "-pk")
    page = Paginator(found, LISTED).get_page(request.GET.get("page"))
    query = asked.query(period)
    context = {
        "period": period,
        "asked": asked,
        "page": page,
        "newer_url": f"?{query}&page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?{query}&page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "analytics/escalated.html", context)
