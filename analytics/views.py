"""/conversations/analytics/: panels of figures for a period."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from analytics import chat_to_ticket
from analytics.escalations import panel as escalations
from analytics.periods import choices, read_period

# The panels in their order: each builds what its own template draws.
PANELS = (escalations.build_panel, chat_to_ticket.build_panel)


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    period = read_period(request.GET, request.member.zone)
    panels = [build(request.member, period) for build in PANELS]
    context = {"period": period, "choices": choices(period), "panels": panels}
    return render(request, "analytics/index.html", context)
