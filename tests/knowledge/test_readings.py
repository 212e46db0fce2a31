from __future__ import annotations

import pytest

from accounts.models import Tenant
from agent.respond.sources import as_sources
from ai.engines.local import LocalEngine
from ai.local import library
from ai.types import Answer, AnswerRequest
from knowledge import readings
from knowledge.audience import Traits
from knowledge.models import Passage, PassageReading
from knowledge.retrieval import retrieve
from knowledge.services import publish
from knowledge.tasks import read_unread
from tests.knowledge.factories import make_article, make_live

QUESTION = "How many days does a refund take?"


def ask(tenant: Tenant) -> Answer:
    library._passages.clear()  # As in a process that has just begun.
    hits = retrieve(tenant=tenant, query=QUESTION, traits=Traits()).hits
    return LocalEngine().answer(AnswerRequest(question=QUESTION, sources=as_sources(hits)))


def test_what_somebody_publishes_is_read_before_a_customer_asks(launchpad, alice, work_off, monkeypatch):
    article = make_article(launchpad)
    publish(version=article.latest, by=alice)
    work_off()
    monkeypatch.setattr(library, "make_passages", lambda keys: pytest.fail("read while a customer waits"))
    assert ask(launchpad).evidence["strength"] > 0


def test_what_nobody_has_read_yet_is_read_while_the_customer_waits(launchpad):
    make_live(launchpad)
    assert not PassageReading.objects.exists()
    assert ask(launchpad).evidence["strength"] > 0


def test_what_was_loaded_without_a_job_is_read_by_the_clock(launchpad):
    make_live(launchpad)
    make_live(launchpad, "Pets", "Two cats are fine.")
    read_unread()
    assert PassageReading.objects.count() == Passage.objects.live().count() == 2
    assert readings.read_some() == 0


def test_what_is_live_no_more_is_forgotten_and_read_again_when_it_is_back(launchpad):
    article = make_live(launchpad)
    read_unread()
    Passage.objects.filter(article=article).update(is_live=False)
    read_unread()
    assert not PassageReading.objects.exists()
    Passage.objects.filter(article=article).update(is_live=True)
    read_unread()
    assert PassageReading.objects.count() == 1
