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
from knowledge.services import disable_article, enable_article, publish
from knowledge.tasks import keep_readings_up
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


def test_what_was_loaded_without_a_job_is_read_by_the_clock(launchpad, work_off, monkeypatch):
    monkeypatch.setattr(readings, "BATCH", 2)
    for number in range(5):
        make_live(launchpad, f"Pets {number}", f"{number} cats are fine.")
    keep_readings_up()
    keep_readings_up()
    assert work_off() == 3
    assert PassageReading.objects.count() == Passage.objects.live().count() == 5
    keep_readings_up()
    assert work_off() == 0


def test_who_loads_data_has_all_of_the_tenant_read(launchpad, harbor, monkeypatch):
    monkeypatch.setattr(readings, "BATCH", 2)
    for number in range(3):
        make_live(launchpad, f"Pets {number}", f"{number} cats are fine.")
    make_live(harbor)
    readings.read_tenant(launchpad)
    assert [one.passage.tenant for one in PassageReading.objects.all()] == [launchpad] * 3


def test_what_another_version_of_the_hub_read_is_read_again(launchpad, work_off):
    make_live(launchpad)
    readings.read_tenant(launchpad)
    PassageReading.objects.update(version=0, data=b"otherwise")
    assert ask(launchpad).evidence["strength"] > 0
    keep_readings_up()
    work_off()
    kept = PassageReading.objects.get()
    assert kept.version == library.VERSION
    assert kept.data != b"otherwise"


def test_a_batch_that_can_not_be_read_keeps_nothing_back(launchpad, work_off, monkeypatch):
    monkeypatch.setattr(readings, "BATCH", 1)
    for number in range(2):
        make_live(launchpad, f"Pets {number}", f"{number} cats are fine.")
    readings.pass_over(after=0)
    work_off()
    assert PassageReading.objects.get().passage.title == "Pets 1"


def test_what_is_live_no_more_is_forgotten_and_read_again_when_it_is_back(launchpad, alice, work_off):
    article = make_live(launchpad)
    readings.read_tenant(launchpad)
    disable_article(article=article, by=alice)
    keep_readings_up()
    assert not PassageReading.objects.exists()
    enable_article(article=article, by=alice)
    keep_readings_up()
    work_off()
    assert PassageReading.objects.count() == 1
