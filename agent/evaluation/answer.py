"""`manage.py evaluate answer`: what customers would be answered, by the decision that the hub makes."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Tenant
from agent.evaluation.scores import calibration_error
from agent.models import Run
from agent.respond.decide import decide
from agent.respond.decision import Decision
from agent.respond.situation import load_situation
from agent.respond.trace import Trace
from conversations.models import Channel, Customer
from knowledge.evaluation.retrieval import ArticleRow, QuestionRow, load_articles
from knowledge.evaluation.task import Options, Report, read_rows
from tickets.intake import receive_message

SPAN_F1 = 0.5
WORD = re.compile(r"\w+")


class Row(QuestionRow):
    answer_span: str | None = None

    @property
    def is_answerable(self) -> bool:
        return bool(self.relevant) if self.answerable is None else self.answerable


@dataclass(frozen=True)
class _Asked:
    row: Row
    decision: Decision
    articles: list[str]
    milliseconds: float

    @property
    def is_answered(self) -> bool:
        return self.decision.kind == Run.Decision.REPLY

    @property
    def is_offered(self) -> bool:
        return self.decision.kind == Run.Decision.OFFER

    @property
    def is_right(self) -> bool:
        return self.row.is_answerable and not set(self.articles).isdisjoint(self.row.relevant)


def run(options: Options) -> Report:
    """Ask every question of a tenant that has these articles, and leave nothing behind."""
    articles = read_rows(options.articles, ArticleRow, what="articles")
    rows = read_rows(options.data, Row, what="data")
    with transaction.atomic():
        tenant = Tenant.objects.create(slug=f"evaluation-{time.time_ns()}", name="Evaluation")
        ids = load_articles(tenant, articles)
        channel = Channel.objects.create(tenant=tenant, kind=Channel.Kind.API, name="Evaluation")
        asked = [_ask(channel, row, ids) for row in rows]
        transaction.set_rollback(True)
    return Report(
        figures=_figures(asked),
        counts=dict(Counter(one.decision.kind for one in asked))
        | {"articles": len(articles), "queries": len(rows)},
        milliseconds=[one.milliseconds for one in asked],
        errors=[_describe(one) for one in sorted(asked, key=_badness)[: options.errors]],
    )


def _ask(channel: Channel, row: Row, ids: dict[int, str]) -> _Asked:
    traits = row.known_traits
    customer = Customer.objects.create(
        tenant=channel.tenant, country=traits.country, plan=traits.plan, segment=traits.segment
    )
    received = receive_message(
        channel=channel, customer=customer, thread_key=f"evaluation:{customer.pk}", body=row.query
    )
    situation = load_situation(received.message.pk)
    began = time.perf_counter()
    decision = decide(situation, Trace())
    milliseconds = (time.perf_counter() - began) * 1000
    return _Asked(row, decision, _articles_of(decision, ids), milliseconds)


def _articles_of(decision: Decision, ids: dict[int, str]) -> list[str]:
    """Those that the customer is shown: cited by the answer, or offered."""
    hits = decision.retrieval.citable if decision.retrieval else []
    article_of = {hit.passage_id: hit.article_id for hit in hits}
    shown = [passage for citation in decision.citations for passage in citation["passages"]]
    return [ids[article] for article in dict.fromkeys(article_of[passage] for passage in shown)]


def _figures(asked: Sequence[_Asked]) -> dict[str, float]:
    answered = [one for one in asked if one.is_answered]
    offered = [one for one in asked if one.is_offered]
    answerable = [one for one in asked if one.row.is_answerable]
    unanswerable = [one for one in asked if not one.row.is_answerable]
    spanned = [one for one in answered if one.row.is_answerable and one.row.answer_span]
    return {
        "coverage": _share(answered, asked),
        "precision": _share([one for one in answered if one.is_right], answered, empty=1.0),
        "answered_unanswerable": _share([one for one in unanswerable if one.is_answered], unanswerable),
        "span_hit": _share([one for one in spanned if _has_span(one)], spanned, empty=1.0),
        "ece": calibration_error(
            [one.decision.confidence or 0.0 for one in answered], [one.is_right for one in answered]
        ),
        "answered_answerable": _share([one for one in answerable if one.is_answered], answerable),
        "offered": _share(offered, asked),
        "offer_precision": _share([one for one in offered if one.is_right], offered, empty=1.0),
        "offered_unanswerable": _share([one for one in unanswerable if one.is_offered], unanswerable),
        "helped_answerable": _share([one for one in answerable if one.is_right], answerable),
    }


def _share(part: Sequence[Any], whole: Sequence[Any], *, empty: float = 0.0) -> float:
    return len(part) / len(whole) if whole else empty


def _has_span(asked: _Asked) -> bool:
    """Some stretch of the answer, as long as the span, shares half of its words with it (token F1)."""
    answer, span = _words(asked.decision.body), _words(asked.row.answer_span or "")
    stretches = [answer[start : start + len(span)] for start in range(max(1, len(answer) - len(span) + 1))]
    return any(_f1(stretch, span) >= SPAN_F1 for stretch in stretches)


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    shared = (Counter(one) & Counter(other)).total()
    return 2 * shared / (len(one) + len(other)) if one or other else 0.0


def _badness(asked: _Asked) -> tuple[bool, bool, float]:
    """Wrong answers first, the surest of them first; then wrong offers."""
    is_wrong = not asked.is_right
    return (
        not (asked.is_answered and is_wrong),
        not (asked.is_offered and is_wrong),
        -(asked.decision.confidence or 0.0),
    )


def _describe(asked: _Asked) -> dict[str, Any]:
    return {
        "query": asked.row.query,
        "relevant": asked.row.relevant,
        "decision": asked.decision.kind,
        "confidence": asked.decision.confidence,
        "shown": asked.articles,
    }
