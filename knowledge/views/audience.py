from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.access import get_article
from knowledge.audience import in_words, reach_of
from knowledge.forms import clean_conditions, read_conditions
from knowledge.views.edit_context import edit_context
from knowledge.views.responses import changed


@require_POST
@agent_required
def audience(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    try:
        conditions = clean_conditions(request.POST)
    except ValueError as error:
        context = {
            **edit_context(article),
            "conditions": read_conditions(request.POST),
            "audience_error": str(error),
        }
        return render(request, "knowledge/edit.html", context, status=422)
    services.set_audience(article=article, conditions=conditions, by=request.member)
    return changed(
        request, article, said=_("%(audience)s can read it now.") % {"audience": in_words(conditions)}
    )


@require_safe
@agent_required
def reach(request: MemberRequest) -> HttpResponse:
    """Whom the rows being filled in would reach: in words, a count and a few of them."""
    context: dict[str, Any]
    try:
        conditions = clean_conditions(request.GET)
        context = {"words": in_words(conditions), "reach": reach_of(request.member.tenant, conditions)}
    except ValueError as error:
        context = {"error": str(error)}
    return render(request, "knowledge/_reach.html", context)
