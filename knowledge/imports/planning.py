"""What taking an entry would do to the knowledge base, found out without doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Tenant
from knowledge.audience import conditions_of
from knowledge.imports.entries import Entry, Found, Refusal
from knowledge.models import Article, ImportItem
from knowledge.querysets import ArticleQuerySet

AT_ONCE = 200
_PAGES = (Article.Kind.ARTICLE, Article.Kind.SNIPPET)


@dataclass(frozen=True)
class Planned:
    found: Found
    plan: ImportItem.Plan
    article: Article | None = None


def plan_all(tenant: Tenant, found: Sequence[Found]) -> Iterator[Planned]:
    """In the order given. Of two entries that are known by the same name, the second is refused."""
    seen: set[tuple[str, ...]] = set()
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        known = _Known(articles_of(tenant, [each for each in some if isinstance(each, Entry)]))
        for each in some:
            yield _plan(each, known, seen)


def _plan(found: Found, known: _Known, seen: set[tuple[str, ...]]) -> Planned:
    if isinstance(found, Refusal):
        return Planned(found, ImportItem.Plan.REFUSED)
    names = _names_of(found)
    if seen.intersection(names):
        return _refused(found, _("This is in the file twice; the first one is taken."))
    seen.update(names)
    article = known.article_of(found)
    if article is None:
        return Planned(found, ImportItem.Plan.CREATE)
    if article.is_archived:
        return _refused(found, _("Its article is archived. Restore it first."))
    plan = ImportItem.Plan.UPDATE if differs(article, found) else ImportItem.Plan.UNCHANGED
    return Planned(found, plan, article)


def find_article(tenant: Tenant, entry: Entry) -> Article | None:
    """The article that an earlier import made of this entry."""
    return _Known(articles_of(tenant, [entry])).article_of(entry)


def differs(article: Article, entry: Entry) -> bool:
    """Whether taking the entry would change the article, its newest text included."""
    latest = article.latest
    return (
        latest is None
        or (latest.title, latest.body) != (entry.title, entry.body)
        or (entry.category is not None and article.category != entry.category.strip())
        or (entry.audience is not None and conditions_of(article) != entry.audience)
        or (bool(entry.details) and article.details != entry.details)
    )


def articles_of(tenant: Tenant, entries: Iterable[Entry]) -> ArticleQuerySet[Article]:
    entries = list(entries)
    by_id = Q(external_id__in={entry.external_id for entry in entries if entry.external_id})
    by_url = Q(source_url__in={entry.source_url for entry in entries if entry.source_url})
    articles = Article.objects.for_tenant(tenant).filter(by_id | by_url).order_by("pk")
    return articles.select_related("latest").defer("latest__search").prefetch_related("audience")


class _Known:
    """Articles by what an import knows them by again."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_name: dict[tuple[str, ...], Article] = {}
        for article in articles:
            if article.external_id:
                self._by_name[article.kind, article.external_id] = article
            if article.source_url and article.kind in _PAGES:
                self._by_name[("url", article.source_url)] = article

    def article_of(self, entry: Entry) -> Article | None:
        found = (self._by_name.get(name) for name in _names_of(entry))
        return next((article for article in found if article is not None), None)


def _names_of(entry: Entry) -> list[tuple[str, ...]]:
    names: list[tuple[str, ...]] = [(entry.kind, entry.external_id)] if entry.external_id else []
    return [*names, ("url", entry.source_url)] if entry.source_url else names


def _refused(entry: Entry, reason: str) -> Planned:
    return Planned(Refusal(entry.origin, entry.title, reason), ImportItem.Plan.REFUSED)
