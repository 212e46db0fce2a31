"""/conversations/analytics/chat-to-ticket/"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from agent.chat.figures import figures_of

PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days")}


@require_safe
@member_required
def page(request: MemberRequest) -> HttpResponse:
    """The page; asked by htmx, the panel alone, which another page may hold."""
    asked = request.GET.get("days", "")
    days = asked if asked in PERIODS else "30"
    until = timezone.now()
    context = {
        "figures": figures_of(request.member.tenant, since=until - timedelta(days=int(days)), until=until),
        "periods": PERIODS.items(),
        "days": days,
    }
    template = "agent/chat/figures.html#figures" if request.htmx else "agent/chat/figures.html"
    return render(request, template, context)
