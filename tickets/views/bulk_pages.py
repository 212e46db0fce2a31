"""Changing many tickets without scripts: what was ticked, what can be done with it, and how it goes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.views.bulk import NUMBERS_AT_MOST, choices_of


@require_POST
@agent_required
def choose(request: MemberRequest) -> HttpResponse:
    """Changes nothing yet. Posted, as a selection may be longer than an address."""
    context = {
        **choices_of(request.member),
        "numbers": request.POST.getlist("number")[: NUMBERS_AT_MOST + 1],
        "everything": request.POST.get("everything", ""),
        "query": request.POST.get("query", ""),
    }
    return render(request, "tickets/bulk_page.html", context)
