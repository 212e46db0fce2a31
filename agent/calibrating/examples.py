"""What the confidence learns from labelled questions, asked of the hub as customers ask it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from django.db import transaction

from accounts.models import Tenant
from agent.calibrating.labels import LabelledArticle, Question
from agent.respond.looking import PASSAGES
from agent.respond.sources import as_source
from ai.local.evidence import collect, strongest
from ai.local.example import Example
from ai.local.nearness import ARTICLES_SHOWN, collect_nearness, nearest
from ai.local.reading import read_question, read_sources
from ai.local.units import plain
from knowledge.evaluation.retrieval import load_articles
from knowledge.retrieval import Hit, retrieve
from knowledge.searching import CANDIDATES


def collect_examples(
    articles: Sequence[LabelledArticle], questions: Sequence[Question], *, group: str
) -> list[Example]:
    """Each question as it is; and each answerable one again without its articles, and without the passage
    that holds its answer. Those two are the hard ones: on topic, in the customer's words, not answered here.

    The articles are published to a tenant that is gone afterwards.
    """
    with transaction.atomic():
        tenant = Tenant.objects.create(slug=f"calibration-{time.time_ns()}", name="Calibration")
        ids = load_articles(tenant, articles)
        examples = [
            example for question in questions for example in _examples_of(tenant, question, ids, group)
        ]
        transaction.set_rollback(True)
    return examples


def _examples_of(tenant: Tenant, question: Question, ids: dict[int, str], group: str) -> Iterator[Example]:
    found = retrieve(
        tenant=tenant,
        query=question.query,
        traits=question.known_traits,
        limit=2 * CANDIDATES,
        with_kept_back=False,
    ).hits
    wanted = question.relevant if question.is_answerable else []
    relevant = frozenset(article for article, name in ids.items() if name in wanted)
    yield from _example(question.query, found, group, relevant)
    for without in _takings(found, relevant, question.answer_span or ""):
        left = [hit for hit in found if hit.passage_id not in without]
        yield from _example(question.query, left, group, frozenset(), is_near_miss=True)


def _takings(found: Sequence[Hit], relevant: frozenset[int], span: str) -> Iterator[frozenset[int]]:
    """Passages to take away so that the question has no answer: the articles', and those with the span."""
    if not relevant:
        return
    inside = [hit for hit in found if hit.article_id in relevant]
    yield frozenset(hit.passage_id for hit in inside)
    holders = frozenset(hit.passage_id for hit in inside if span and _holds(hit.text, span))
    if holders and len(holders) < len(inside):
        yield holders


def _holds(text: str, span: str) -> bool:
    return _bare(span) in _bare(text)


def _bare(text: str) -> str:
    return " ".join(plain(text).split()).lower()


def _example(
    query: str, hits: Sequence[Hit], group: str, relevant: frozenset[int], *, is_near_miss: bool = False
) -> Iterator[Example]:
    if not hits:
        return
    question = read_question(query)
    readings = read_sources(question, [as_source(hit) for hit in hits[:PASSAGES]])
    shown = nearest(readings)[:ARTICLES_SHOWN]
    yield Example(
        query=query,
        group=group,
        evidence=collect(question, readings),
        nearness=collect_nearness(question, readings),
        is_answerable=bool(relevant),
        is_right=strongest(readings).source.article_id in relevant,
        has_right=any(reading.source.article_id in relevant for reading in shown),
        is_near_miss=is_near_miss,
    )
