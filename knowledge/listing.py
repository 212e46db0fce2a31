"""One page of the content list, found by key so that a page's cost does not grow with the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import Tenant
from knowledge.models import Article
from knowledge.querysets import ArticleQuerySet

PAGE = 50
STATES = ("live", "review", "held", "draft", "changed", "off", "archived")


@dataclass(frozen=True)
class Filters:
    """What a member asked to see; empty means everything that is not archived."""

    words: str = ""
    kind: str = ""
    state: str = ""
    category: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.kind or self.state or self.category)


@dataclass(frozen=True)
class Page:
    articles: list[Article]
    next_cursor: str


def page_of(tenant: Tenant, filters: Filters, cursor: str = "") -> Page:
    """Newest change first. An unreadable cursor is the first page."""
    articles = _filtered(tenant, filters).for_list().order_by("-updated_at", "-pk")
    start = _read_cursor(cursor)
    if start is not None:
        moment, pk = start
        articles = articles.filter(Q(updated_at__lt=moment) | Q(updated_at=moment, pk__lt=pk))
    found = list(articles[: PAGE + 1])
    more = len(found) > PAGE
    last = found[PAGE - 1] if more else None
    return Page(found[:PAGE], f"{last.updated_at.isoformat()}_{last.pk}" if last else "")


def categories_of(tenant: Tenant) -> list[str]:
    names = Article.objects.for_tenant(tenant).current().exclude(category="")
    return list(names.order_by("category").values_list("category", flat=True).distinct())


def _filtered(tenant: Tenant, filters: Filters) -> ArticleQuerySet[Article]:
    articles = Article.objects.for_tenant(tenant).in_state(filters.state)
    if filters.kind:
        articles = articles.filter(kind=filters.kind)
    if filters.category:
        articles = articles.filter(category=filters.category)
    if filters.words:
        articles = articles.matching(filters.words)
    return articles


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    moment, _separator, pk = cursor.rpartition("_")
    try:
        parsed = datetime.fromisoformat(moment)
        return (parsed, int(pk)) if parsed.tzinfo is not None and 0 < int(pk) < 2**63 else None
    except ValueError:
        return None
