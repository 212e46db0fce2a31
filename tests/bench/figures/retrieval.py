"""Retrieval in large knowledge bases: how long it takes, and how much of what an exact search finds."""

from __future__ import annotations

import time
from itertools import islice

from django.db import connection, transaction

from accounts.models import Tenant
from knowledge.audience import Traits
from knowledge.retrieval import retrieve
from tests.bench import questions
from tests.bench.knowledge import of_size
from tests.bench.report import at_least, spread
from tests.bench.session import Session

LIMIT = 8
RECALL = 0.95
WARM_UP = 5
READERS = {"anybody": Traits(), "a customer of plan pro": Traits(plan="pro")}


def measure(session: Session) -> None:
    assert session.hub
    tenants = []
    for passages in session.sizes.passages:
        tenants.append((passages, of_size(passages)))
        report(session, passages, tenants)


def report(session: Session, largest: int, tenants: list[tuple[int, Tenant]]) -> None:
    """Each tenant so far: a small one beside a large one is the index's hard case."""
    session.report.begin(f"Retrieval (the largest tenant has {largest:,} passages, one process)")
    for passages, tenant in tenants:
        for name, traits in READERS.items():
            latencies, recall = _ask(session, tenant, traits)
            session.report.row(
                f"{passages:,} passages, {name}",
                spread(latencies),
                note=f"of it the words' embedding about 10 ms; {len(latencies)} questions",
            )
            session.report.row("of it recall@8", f"{recall:.3f}", at_least(recall, RECALL, "of the exact 8"))
    session.report.end()


def _ask(session: Session, tenant: Tenant, traits: Traits) -> tuple[list[float], float]:
    latencies, found, wanted = [], 0, 0
    asked = questions.said_differently(questions.everything())
    for number, question in enumerate(islice(asked, session.sizes.searches + WARM_UP)):
        began = time.perf_counter()
        hits = retrieve(tenant=tenant, query=question, traits=traits, limit=LIMIT).hits
        if number < WARM_UP:
            continue
        latencies.append(time.perf_counter() - began)
        if number < session.sizes.exact_searches + WARM_UP:
            exact = _exactly(tenant, question, traits)
            wanted += len(exact)
            found += len(exact & {hit.passage_id for hit in hits})
    return latencies, found / wanted


def _exactly(tenant: Tenant, question: str, traits: Traits) -> set[int]:
    """The same search with every vector looked at: without index scans the planner has nothing else left."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
        hits = retrieve(tenant=tenant, query=question, traits=traits, limit=LIMIT).hits
    return {hit.passage_id for hit in hits}
