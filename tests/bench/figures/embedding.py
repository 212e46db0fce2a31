"""All passages of the demo's tenant embedded again by the hub's worker, with searches going on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle

from accounts.models import Tenant
from ai.embeddings import embed_texts
from conversations.models import Channel
from knowledge.audience import Traits
from knowledge.models import EmbeddingSpace, Passage
from knowledge.retrieval import retrieve
from knowledge.services import start_embedding
from tests.bench import questions
from tests.bench.report import spread
from tests.bench.session import Session
from tests.bench.visitor import KEY

LONGEST_SECONDS = 600


def measure(session: Session) -> None:
    assert session.hub
    tenant = Channel.objects.select_related("tenant").get(public_key=KEY).tenant
    texts = [passage.embedded_text for passage in Passage.objects.for_tenant(tenant)]
    began = time.perf_counter()
    embed_texts(texts)
    alone = len(texts) / (time.perf_counter() - began)
    retrieve(tenant=tenant, query="warm up", traits=Traits())

    began = time.perf_counter()
    start_embedding(tenant=tenant, by=None, again=True)
    searches = [_search(tenant, question) for question in _while_moving(tenant, began)]
    seconds = time.perf_counter() - began
    session.report.begin(f"Embedding ({len(texts)} passages of the tenant)")
    session.report.row("one process, nothing kept", f"{alone:.0f} passages/s")
    session.report.row("by the worker, until all are searched", f"{len(texts) / seconds:.0f} passages/s")
    session.report.row("retrieve meanwhile", spread(searches), note=f"{len(searches)} questions")
    session.report.end()


def _while_moving(tenant: Tenant, began: float) -> Iterator[str]:
    for question in cycle(questions.said_differently(questions.everything())):
        if not EmbeddingSpace.of(tenant).is_moving:
            return
        if time.perf_counter() - began > LONGEST_SECONDS:
            raise TimeoutError(f"The passages were not embedded within {LONGEST_SECONDS} s.")
        yield question


def _search(tenant: Tenant, question: str) -> float:
    began = time.perf_counter()
    retrieve(tenant=tenant, query=question, traits=Traits(), limit=8)
    return time.perf_counter() - began
