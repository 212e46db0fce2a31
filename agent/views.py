from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from agent.models import Run
from tickets.access import get_ticket

RUNS_SHOWN = 5


@require_safe
@member_required
def panel(request: MemberRequest, number: int) -> HttpResponse:
    """The AI's side of a ticket: what it decided lately, and the whole trace of each decision."""
    ticket = get_ticket(request.member, number)
    runs = Run.objects.filter(ticket=ticket).prefetch_related("passages__passage__article").order_by("-pk")
    return render(request, "agent/panel.html", {"ticket": ticket, "runs": runs[:RUNS_SHOWN]})
