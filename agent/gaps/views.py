from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required, member_required
from accounts.http import MemberRequest
from accounts.models import Tenant
from accounts.views.responses import Region, Undo
from agent.access import get_gap
from agent.gaps.drafting import draft_article
from agent.gaps.finding import start_search
from agent.gaps.listing import gaps_of
from agent.models import Gap, GapSearch
from knowledge.services import ContentRefused

GAPS = Region("agent/gaps.html", "gaps", "agent:gaps")


@require_safe
@member_required
def gaps(request: MemberRequest) -> HttpResponse:
    """Questions the AI could not answer, gathered; `?state=` dismissed or drafted shows those."""
    template = "agent/gaps.html#gaps" if request.htmx else "agent/gaps.html"
    return render(request, template, _context(request.member.tenant, request.GET.get("state", "")))


@require_POST
@agent_required
def find(request: MemberRequest) -> HttpResponse:
    start_search(request.member.tenant)
    return GAPS.changed(request, _context(request.member.tenant), said=_("Looking for gaps."))


@require_POST
@agent_required
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    """To the article that is to be written."""
    gap = get_gap(request.member, pk)
    try:
        article = draft_article(gap, by=request.member)
    except ContentRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("agent:gaps")
    messages.success(request, _("A draft to be written. It is not published by itself."))
    return redirect("knowledge:edit", article.slug)


@require_POST
@agent_required
def dismiss(request: MemberRequest, pk: int) -> HttpResponse:
    gap = get_gap(request.member, pk)
    if gap.is_open:
        gap.decide(Gap.State.DISMISSED, by=request.member)
    undo = Undo(reverse("agent:gap-reopen", args=[pk]))
    return GAPS.changed(request, _context(request.member.tenant), said=_("Dismissed."), undo=undo)


@require_POST
@agent_required
def reopen(request: MemberRequest, pk: int) -> HttpResponse:
    gap = get_gap(request.member, pk)
    if not gap.is_open:
        gap.decide(Gap.State.OPEN, by=request.member)
    return GAPS.changed(request, _context(request.member.tenant), said=_("It is among the gaps again."))


def _context(tenant: Tenant, asked: str = "") -> dict[str, Any]:
    state = asked if asked in Gap.State.values else Gap.State.OPEN.value
    return {
        "rows": gaps_of(tenant, state),
        "state": state,
        "states": Gap.State.choices,
        "search": GapSearch.objects.filter(tenant=tenant).first() or GapSearch(tenant=tenant),
    }
