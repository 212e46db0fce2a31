"""What leads from one article to others: categories, search, what is popular, what is related."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.text import slugify
from pgvector.django import CosineDistance

from conversations.markup import plain_text
from knowledge.help.reader import Reader
from knowledge.models import Article, HelpVote, Passage
from knowledge.querysets import ArticleQuerySet
from knowledge.retrieval import retrieve
from knowledge.searching import use_iterative_scan

POPULAR = 6
POPULAR_FOR = timedelta(days=90)
VOTES_COUNTED = 1_000
RELATED = 4
FOUND = 10
QUERY_CHARACTERS = 300
CATEGORY_ARTICLES = 500


@dataclass(frozen=True)
class Category:
    name: str
    slug: str
    count: int


@dataclass(frozen=True)
class Result:
    article: Article
    excerpt: str


def categories_of(reader: Reader) -> list[Category]:
    """Those with something in them that the reader may read."""
    rows = reader.articles().exclude(category="").order_by("category").values_list("category")
    return [Category(name, slugify(name) or "other", count) for name, count in rows.annotate(Count("pk"))]


def articles_in(reader: Reader, categories: list[Category]) -> list[Article]:
    """Of names that make one address, all."""
    articles = reader.articles().filter(category__in=[category.name for category in categories])
    return list(_light(articles).order_by("title")[:CATEGORY_ARTICLES])


def popular_of(reader: Reader) -> list[Article]:
    """Those that the latest votes of the last 90 days found helpful most often, then the newest."""
    since = (timezone.now() - POPULAR_FOR).date()
    votes = HelpVote.objects.for_tenant(reader.tenant).filter(is_helpful=True, day__gte=since)
    # So many say it as well as all do, however many there are.
    latest = votes.order_by("-day").values_list("article", flat=True)[:VOTES_COUNTED]
    liked = [key for key, _count in Counter(latest).most_common(5 * POPULAR)]
    found = _light(reader.articles().filter(pk__in=liked)).in_bulk()
    helped = [found[key] for key in liked if key in found][:POPULAR]
    newest = _light(reader.articles().exclude(pk__in=liked)).order_by("-published__published_at")
    return helped + list(newest[: POPULAR - len(helped)])


def search(reader: Reader, query: str) -> list[Result]:
    """By the hub's own retrieval, and once more by what the reader may read."""
    hits = retrieve(
        tenant=reader.tenant,
        query=query[:QUERY_CHARACTERS],
        traits=reader.traits,
        limit=4 * FOUND,
        with_kept_back=False,
    ).hits
    readable = _light(reader.articles().filter(pk__in={hit.article_id for hit in hits})).in_bulk()
    results: dict[int, Result] = {}
    for hit in hits:
        article = readable.get(hit.article_id)
        if article is not None and hit.article_id not in results:
            results[hit.article_id] = Result(article, plain_text(hit.text, 180))
    return list(results.values())[:FOUND]


def related_to(article: Article, reader: Reader) -> list[Article]:
    """The nearest in meaning to how the article begins."""
    own = Passage.objects.filter(article=article, is_live=True, embedding__isnull=False).order_by("position")
    vector = own.values_list("embedding", flat=True).first()
    if vector is None:
        return []
    others = Passage.objects.for_tenant(reader.tenant).live().exclude(article=article)
    near = others.filter(article__in=reader.articles(), embedding__isnull=False)
    with transaction.atomic(savepoint=False):
        use_iterative_scan()
        keys = list(near.order_by(CosineDistance("embedding", vector)).values_list("article", flat=True)[:24])
    order = list(dict.fromkeys(keys))[:RELATED]
    found = _light(reader.articles().filter(pk__in=order)).in_bulk()
    return [found[key] for key in order if key in found]


def _light(articles: ArticleQuerySet[Article]) -> ArticleQuerySet[Article]:
    return articles.select_related("published").only("slug", "title", "category", "published__title")
