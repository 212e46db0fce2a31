from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.access import get_article
from knowledge.audience import Condition, conditions_of, in_words, reach_of, reaches_anybody
from knowledge.forms import clean_conditions, read_conditions
from knowledge.models import Article
from knowledge.services.scheduling import waiting_changes
from knowledge.views.edit_context import edit_context
from knowledge.views.responses import KNOWN, changed


@require_POST
@agent_required
def audience(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    try:
        conditions = clean_conditions(request.POST)
    except ValueError as error:
        return _not_saved(request, article, audience_error=str(error))
    if KNOWN not in request.POST and _would_lose_everybody(article, conditions):
        return _not_saved(request, article, reaches_nobody=in_words(conditions))
    services.set_audience(article=article, conditions=conditions, by=request.member)
    return changed(
        request, article, said=_("%(audience)s can read it now.") % {"audience": in_words(conditions)}
    )


def _would_lose_everybody(article: Article, conditions: Sequence[Condition]) -> bool:
    """Whether what is live, or will be without a further question, would reach nobody from now on."""
    is_for_readers = article.published_id or article.pending_id or waiting_changes(article)
    is_new = list(conditions) != conditions_of(article)
    return bool(is_for_readers) and is_new and not reaches_anybody(article.tenant, conditions)


def _not_saved(request: MemberRequest, article: Article, **why: str) -> HttpResponse:
    """The editor, with the rows as they were typed."""
    context = {**edit_context(article), "conditions": read_conditions(request.POST), **why}
    return render(request, "knowledge/edit.html", context, status=422)


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
