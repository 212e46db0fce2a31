"""How often retrieval finds the right article, by words alone, by meaning alone, and as the hub does it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from accounts.models import Tenant
from knowledge.audience import Condition, Traits
from knowledge.evaluation.task import BadInput, Options, Report, read_rows
from knowledge.retrieval import Hit, retrieve
from knowledge.searching import CANDIDATES
from knowledge.services import ContentRefused, create_article, publish_now, release

DEPTHS = (1, 3, 10)
ORDERS = ("lexical", "vector", "hybrid")


def _as_list(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(item) for item in values if item is not None and str(item).strip()]


class ArticleRow(BaseModel):
    """`audience`: one condition or a list of them; `examples` make a text where there is no body."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    title: str
    body: str = ""
    examples: list[str] = Field(default_factory=list)
    audience: list[dict[str, Any]] = Field(default_factory=list)

    @field_validator("audience", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [] if value is None else [value] if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _has_text(self) -> ArticleRow:
        if not (self.body.strip() or self.examples):
            raise ValueError("body or examples is needed")
        return self

    @property
    def text(self) -> str:
        return self.body if self.body.strip() else "\n".join(f"- {example}" for example in self.examples)

    @property
    def conditions(self) -> list[Condition]:
        found = [
            Condition.of(
                countries=_either(row, "countries", "country"),
                plans=_either(row, "plans", "plan"),
                segments=_either(row, "segments", "segment"),
            )
            for row in self.audience
        ]
        return [condition for condition in found if not condition.is_empty]


class QuestionRow(BaseModel):
    query: str
    relevant: list[str] = Field(default_factory=list)
    answerable: bool | None = None
    traits: dict[str, Any] | None = None

    @field_validator("relevant", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> list[str]:
        return [] if value is None else _as_list(value)

    @property
    def counts_for_recall(self) -> bool:
        return bool(self.relevant) and self.answerable is not False

    @property
    def known_traits(self) -> Traits:
        given = self.traits or {}
        return Traits(**{name: str(given.get(name) or "") for name in ("country", "plan", "segment")})


@dataclass(frozen=True)
class _Answered:
    question: QuestionRow
    ranked: dict[str, list[str]]
    leaks: dict[str, int]
    milliseconds: float


def run(options: Options) -> Report:
    """Load the articles into a tenant of its own, ask every question, and leave nothing behind."""
    articles = read_rows(options.articles, ArticleRow, what="articles")
    questions = read_rows(options.data, QuestionRow, what="data")
    with transaction.atomic():
        tenant = Tenant.objects.create(slug=f"evaluation-{time.time_ns()}", name="Evaluation")
        ids = load_articles(tenant, articles)
        audiences = {article.id: article.conditions for article in articles}
        answered = [_ask(tenant, question, ids, audiences) for question in questions]
        transaction.set_rollback(True)
    asked = [each for each in answered if each.question.counts_for_recall]
    return Report(
        figures={order: _figures(order, asked, answered) for order in ORDERS},
        counts={"articles": len(articles), "queries": len(questions), "answerable": len(asked)},
        milliseconds=[each.milliseconds for each in answered],
        errors=[_describe(each) for each in sorted(asked, key=_badness)[: options.errors]],
    )


def load_articles(tenant: Tenant, articles: Sequence[ArticleRow]) -> dict[int, str]:
    """Publish them, with their audiences: article key in the database → id in the file."""
    ids: dict[int, str] = {}
    if len({row.id for row in articles}) < len(articles):
        raise BadInput("Two articles have the same id.")
    for number, row in enumerate(articles, start=1):
        try:
            article = create_article(
                tenant=tenant,
                title=row.title,
                body=row.text,
                by=None,
                external_id=row.id,
                audience=row.conditions,
            )
        except ContentRefused as error:
            raise BadInput(f"article {number} ({row.id}): {error}") from error
        if article.latest is not None:
            # What is measured here reaches nobody.
            release(version=article.latest, by=None)
            publish_now(version=article.latest, by=None)
        ids[article.pk] = row.id
    return ids


def _ask(
    tenant: Tenant, question: QuestionRow, ids: dict[int, str], audiences: dict[str, list[Condition]]
) -> _Answered:
    started = time.perf_counter()
    # Both searches' candidates and no more: the hub's own order, cut off later than the hub does.
    found = retrieve(
        tenant=tenant, query=question.query, traits=question.known_traits, limit=2 * CANDIDATES
    ).hits
    milliseconds = (time.perf_counter() - started) * 1000
    ranked = {order: _articles(_ordered(found, order), ids) for order in ORDERS}
    leaks = {
        order: sum(not _may_read(question.known_traits, audiences[article]) for article in ranked[order])
        for order in ORDERS
    }
    return _Answered(question, ranked, leaks, milliseconds)


def _ordered(hits: Sequence[Hit], order: str) -> list[Hit]:
    if order == "hybrid":
        return list(hits)
    scored = [(getattr(hit, order), hit) for hit in hits if getattr(hit, order) is not None]
    return [hit for _score, hit in sorted(scored, key=lambda pair: -pair[0])]


def _articles(hits: Sequence[Hit], ids: dict[int, str]) -> list[str]:
    return list(dict.fromkeys(ids[hit.article_id] for hit in hits))


def _may_read(traits: Traits, conditions: Sequence[Condition]) -> bool:
    """The audience rule once more, apart from the SQL that is being checked."""
    known = traits.folded()
    return not conditions or any(
        (not condition.countries or known["country"] in condition.countries)
        and (not condition.plans or known["plan"] in condition.plans)
        and (not condition.segments or known["segment"] in condition.segments)
        for condition in conditions
    )


def _figures(order: str, asked: Sequence[_Answered], answered: Sequence[_Answered]) -> dict[str, float]:
    """A query counts as found at a depth when one of its relevant articles is among the first so many."""
    ranks = [_rank(each, order) for each in asked]
    count = max(len(ranks), 1)
    figures: dict[str, float] = {
        f"recall_at_{depth}": sum(rank <= depth for rank in ranks) / count for depth in DEPTHS
    }
    figures["mrr_at_10"] = sum(1 / rank for rank in ranks if rank <= 10) / count
    figures["audience_leaks"] = sum(each.leaks[order] for each in answered)
    return figures


def _rank(answered: _Answered, order: str) -> int:
    ranked = answered.ranked[order]
    return min(
        (ranked.index(wanted) + 1 for wanted in answered.question.relevant if wanted in ranked), default=10**6
    )


def _badness(answered: _Answered) -> int:
    return -_rank(answered, "hybrid")


def _describe(answered: _Answered) -> dict[str, Any]:
    rank = _rank(answered, "hybrid")
    return {
        "query": answered.question.query,
        "relevant": answered.question.relevant,
        "rank": rank if rank < 10**6 else None,
        "found": answered.ranked["hybrid"][:3],
    }


def _either(row: dict[str, Any], *names: str) -> list[str]:
    return [value for name in names if row.get(name) is not None for value in _as_list(row[name])]
