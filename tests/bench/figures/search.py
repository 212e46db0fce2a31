"""Retrieval by itself: the question's embedding and both searches, at the demo's size."""

from __future__ import annotations

import time
from itertools import islice

from conversations.models import Channel
from knowledge.audience import Traits
from knowledge.models import Passage
from knowledge.retrieval import retrieve
from tests.bench import questions
from tests.bench.report import spread
from tests.bench.session import Session
from tests.bench.visitor import KEY

WARM_UP = 5


def measure(session: Session) -> None:
    assert session.hub
    tenant = Channel.objects.select_related("tenant").get(public_key=KEY).tenant
    latencies: list[float] = []
    parts: dict[str, list[float]] = {}
    asked = questions.said_differently(questions.everything())
    for number, question in enumerate(islice(asked, session.sizes.searches + WARM_UP)):
        began = time.perf_counter()
        found = retrieve(tenant=tenant, query=question, traits=Traits(), limit=8)
        if number < WARM_UP:
            continue
        latencies.append(time.perf_counter() - began)
        for name, milliseconds in found.timings.items():
            parts.setdefault(name, []).append(milliseconds / 1000)
    passages = Passage.objects.for_tenant(tenant).filter(is_live=True).count()
    session.report.begin(f"Search ({passages} passages of the tenant, one process)")
    session.report.row("retrieve", spread(latencies), note=f"{len(latencies)} questions")
    for name, seconds in parts.items():
        session.report.row(f"of it {name}", spread(seconds))
    session.report.end()
