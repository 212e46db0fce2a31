"""What the content pages ask the AI's side for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest, key_in
from agent.uses import uses_of
from knowledge.access import get_article


@require_safe
@member_required
def uses(request: MemberRequest, slug: str) -> HttpResponse:
    """A panel: the answers that rest on the article."""
    article = get_article(request.member, slug)
    context = {"article": article, "uses": uses_of(article, before=key_in(request.GET.get("before")))}
    return render(request, "agent/uses.html", context)
