from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from accounts.models import Member
from knowledge.access import get_article, get_version
from knowledge.audience import conditions_of, in_words
from knowledge.diff import diff
from knowledge.help.centre import centre_of
from knowledge.help.voting import votes_on
from knowledge.marking import marked
from knowledge.markup import render_article
from knowledge.models import Article, Version
from knowledge.reviews import shown_to
from knowledge.services.scheduling import missed_change, waiting_changes


def article_context(article: Article, member: Member) -> dict[str, Any]:
    """What the article page shows: the live text, or the newest one where nothing is live yet."""
    shown = article.published or article.latest
    return {
        "article": article,
        "shown": shown,
        "html": render_article(shown.body) if shown else "",
        "audience_words": in_words(conditions_of(article)),
        "scheduled": waiting_changes(article),
        "missed": missed_change(article),
        "held": marked(article.latest) if article.latest and article.latest.is_held else [],
        "reviewing": shown_to(member, article),
        "is_public": _is_public(article),
        "votes": votes_on(article),
    }


def _is_public(article: Article) -> bool:
    is_for_anybody = article.is_live and article.is_for_everybody and not article.is_known_issue
    return is_for_anybody and centre_of(article.tenant).is_on


@require_safe
@member_required
def article(request: MemberRequest, slug: str) -> HttpResponse:
    found = get_article(request.member, slug)
    template = "knowledge/article.html#article" if request.htmx else "knowledge/article.html"
    return render(request, template, article_context(found, request.member))


@require_safe
@member_required
def versions(request: MemberRequest, slug: str) -> HttpResponse:
    found = get_article(request.member, slug)
    rows = found.versions.select_related("author__user", "approved_by__user").defer("body", "search")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        rows = rows.filter(number__lt=min(int(before), 2**31 - 1))
    page = list(rows[:51])
    next_url = f"?before={page[49].number}" if len(page) > 50 else ""
    return render(
        request, "knowledge/versions.html", {"article": found, "versions": page[:50], "next_url": next_url}
    )


@require_safe
@member_required
def version(request: MemberRequest, slug: str, version_number: int) -> HttpResponse:
    """A version, and what it changed against the one before, or against `?against=`."""
    found = get_article(request.member, slug)
    this = get_version(found, version_number)
    other = _other(found, this, request.GET.get("against", ""))
    context = {
        "article": found,
        "version": this,
        "other": other,
        "changes": diff(other.whole, this.whole) if other else [],
        "html": render_article(this.body),
        "held": marked(this),
    }
    return render(request, "knowledge/version.html", context)


def _other(article: Article, version: Version, against: str) -> Version | None:
    earlier = article.versions.filter(number__lt=version.number)
    if against:
        number = int(against) if against.isascii() and against.isdigit() and len(against) < 10 else 0
        return get_object_or_404(article.versions, number=number)
    return earlier.first()
