"""From a question to the passages that may answer it, for one customer of one tenant."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from django.db import transaction
from django.urls import reverse
from numpy.typing import NDArray

from accounts.models import Tenant
from ai.embeddings import LOCAL, embed_query
from ai.errors import ProviderError
from knowledge.audience import Traits
from knowledge.models import Article, EmbeddingSpace
from knowledge.searching import Found, Question, search_closed, search_open, use_iterative_scan

logger = structlog.get_logger(__name__)

# A known issue's recommended action is written for the team, so answers to customers leave it out.
FOR_CUSTOMERS = (Article.Kind.ARTICLE.value, Article.Kind.SNIPPET.value)
# Chosen by measuring, see docs/decisions/0004-retrieval.md.
LEXICAL_WEIGHT = 0.25


@dataclass(frozen=True)
class Hit:
    """A passage with its scores.

    `vector` is the cosine with the question. `lexical` is the share of the question's weighted words that
    the passage holds, 0 to 1; None where it holds none. `nearness` is the cosine of passage and sentences
    together, where the local model made the vectors: another one's have another scale. `score` orders the
    hits. `url` is the public page, empty for an article that is not for everybody.
    """

    passage_id: int
    article_id: int
    version_id: int
    position: int
    title: str
    slug: str
    heading: str
    text: str
    url: str
    lexical: float | None
    vector: float | None
    nearness: float | None
    score: float


@dataclass(frozen=True)
class Retrieval:
    """The best passages, best first; the titles the audience kept back; milliseconds by part.

    `around` are passages beside the best ones, of the same texts, where they were asked for, without scores.
    """

    hits: list[Hit]
    excluded_by_audience: list[str] = field(default_factory=list)
    by_words_alone: bool = False
    timings: dict[str, float] = field(default_factory=dict)
    around: list[Hit] = field(default_factory=list)

    @property
    def citable(self) -> list[Hit]:
        """Every passage that an answer may rest on."""
        return [*self.hits, *self.around]


def retrieve(
    *,
    tenant: Tenant,
    query: str,
    traits: Traits,
    limit: int = 8,
    kinds: Sequence[str] = FOR_CUSTOMERS,
    with_kept_back: bool = True,
) -> Retrieval:
    """The live passages nearest to the query, of articles that a customer with these traits may read.

    Four statements, or three without looking for what the audience keeps back. Where a provider makes the
    embeddings and can't, the words alone are searched for.
    """
    query = " ".join(query.split())
    if not query:
        return Retrieval(hits=[])
    timings: dict[str, float] = {}
    with _timed(timings, "embed"):
        model = EmbeddingSpace.model_of(tenant)
        question = Question(tenant, query, _vector_of(query, model, tenant), model, traits, kinds)
    # No savepoint: nothing here writes, and in a transaction of the caller's it would be two statements more.
    with transaction.atomic(savepoint=False):
        with _timed(timings, "search"):
            use_iterative_scan()
            best = rank(search_open(question), question)[:limit]
        with _timed(timings, "audience"):
            closed = rank(search_closed(question), question) if with_kept_back else []
    kept_back = _kept_back(closed, best, limit)
    return Retrieval(best, kept_back, by_words_alone=question.vector is None, timings=timings)


def _vector_of(query: str, model: str, tenant: Tenant) -> NDArray | None:
    """None where the model that the passages are of can't be asked: the provider is down, the month's budget
    is spent, or it is not set any more."""
    try:
        return embed_query(query, model=model, charged_to=tenant)
    except ProviderError as error:
        logger.warning("search_by_words_alone", tenant=tenant.pk, kind=error.kind)
        return None


def rank(found: Sequence[Found], question: Question) -> list[Hit]:
    """Best first, by meaning plus a little for covering the question's own words."""
    hits = [_as_hit(passage, question) for passage in found]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))


def _as_hit(found: Found, question: Question) -> Hit:
    nearness = _nearness(found)
    is_by_local_model = question.model == LOCAL and found.vector is not None
    return Hit(
        passage_id=found.passage_id,
        article_id=found.article_id,
        version_id=found.version_id,
        position=found.position,
        title=found.title,
        slug=found.slug,
        heading=found.heading,
        text=found.text,
        url="" if found.is_restricted else _public_page(found, question),
        lexical=found.lexical,
        vector=found.vector,
        nearness=nearness if is_by_local_model else None,
        score=nearness + LEXICAL_WEIGHT * (found.lexical or 0.0),
    )


def _public_page(found: Found, question: Question) -> str:
    return reverse("knowledge:help-article", args=[question.tenant.slug, found.slug])


def _nearness(found: Found) -> float:
    """The mean cosine of the passage as a whole, of the middle of its sentences, and of the nearest one."""
    whole = found.vector or 0.0
    centre, best = (whole if value is None else value for value in (found.centre, found.best))
    return (whole + centre + best) / 3


def _kept_back(closed: Sequence[Hit], best: Sequence[Hit], limit: int) -> list[str]:
    """Titles that would have been among the hits, were it not for the audience."""
    least = best[-1].score if len(best) == limit else float("-inf")
    return list(dict.fromkeys(hit.title for hit in closed[:limit] if hit.score > least))


@contextmanager
def _timed(timings: dict[str, float], part: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        timings[part] = round((time.perf_counter() - started) * 1000, 2)
