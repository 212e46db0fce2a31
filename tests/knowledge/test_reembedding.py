"""Passages change over to another embedding model while searches go on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEntry
from ai import breaker
from ai.embeddings import LOCAL, embed_texts
from conversations.jobs.claim import claim
from conversations.jobs.run import run_job
from conversations.models import Job
from knowledge import services
from knowledge.audience import Traits
from knowledge.models import EmbeddingSpace, Passage
from knowledge.retrieval import retrieve
from knowledge.services.embedding import embed_batch
from knowledge.services.publishing import ModelChanged, embed_and_swap
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db
OTHER = "openai/other-model"


class Vectors(BaseHTTPRequestHandler):
    """An embeddings server: the local model's vectors turned round, so that the two can not be compared."""

    asked: list[str] = []
    is_broken = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body["model"])
        rows = [
            {"object": "embedding", "index": index, "embedding": [float(x) for x in vector[::-1]]}
            for index, vector in enumerate(embed_texts(body["input"], model=LOCAL))
        ]
        answer = json.dumps({"object": "list", "data": rows, "model": body["model"]}).encode()
        self.send_response(500 if self.is_broken else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server(settings) -> Iterator[type[Vectors]]:
    """A provider on loopback. `settings.EMBEDDING_PROVIDER = "openai"` uses it."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), Vectors)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{http.server_port}/v1"
    settings.OPENAI_API_KEY = "key"
    settings.AI_EMBEDDING_MODEL = "other-model"
    settings.AI_RETRY_ATTEMPTS = 1
    # What happens when a provider is left alone is tried elsewhere.
    settings.AI_BREAKER_FAILURES = 1_000
    breaker.close("openai")
    Vectors.is_broken = False
    yield Vectors
    http.shutdown()
    http.server_close()


@pytest.fixture
def refunds(launchpad):
    make_live(launchpad, "Time zones", "Each person sets a time zone in the profile.")
    return make_live(launchpad, "Getting money back", "A refund arrives within 5 working days.")


def best(tenant) -> str:
    return retrieve(tenant=tenant, query="How long does a refund take?", traits=Traits()).hits[0].title


def models_of(tenant) -> set[str]:
    return set(Passage.objects.for_tenant(tenant).values_list("embedding_model", flat=True))


def test_a_passage_says_which_model_embedded_it(refunds, launchpad) -> None:
    assert models_of(launchpad) == {LOCAL}
    assert EmbeddingSpace.of(launchpad).model == LOCAL


def test_after_the_provider_changed_searches_go_on_with_the_old_vectors(
    refunds, launchpad, server, settings
) -> None:
    settings.EMBEDDING_PROVIDER = "openai"

    assert best(launchpad) == "Getting money back"
    assert EmbeddingSpace.of(launchpad).is_outdated


def test_passages_change_over_all_at_once(
    refunds, launchpad, alice, server, settings, work_off, monkeypatch
) -> None:
    monkeypatch.setattr("knowledge.services.embedding.BATCH", 1)
    settings.EMBEDDING_PROVIDER = "openai"
    services.start_embedding(tenant=launchpad, by=alice)

    run_job(Job.objects.get(name="knowledge.embed_batch").key)
    space = EmbeddingSpace.of(launchpad)
    assert (space.done, space.total, space.is_moving) == (1, 2, True)
    assert models_of(launchpad) == {LOCAL}
    assert best(launchpad) == "Getting money back"

    work_off()
    space = EmbeddingSpace.of(launchpad)
    assert (space.model, space.is_moving, space.is_outdated) == (OTHER, False, False)
    assert models_of(launchpad) == {OTHER}
    assert not Passage.objects.exclude(next_model="", next_embedding=None).exists()
    assert best(launchpad) == "Getting money back"
    hit = retrieve(tenant=launchpad, query="How long does a refund take?", traits=Traits()).hits[0]
    assert hit.vector > 0.4
    assert hit.nearness is None, "another model's cosines have another scale"


def test_what_is_published_meanwhile_comes_along(
    refunds, launchpad, alice, server, settings, work_off, monkeypatch
) -> None:
    monkeypatch.setattr("knowledge.services.embedding.BATCH", 1)
    settings.EMBEDDING_PROVIDER = "openai"
    services.start_embedding(tenant=launchpad, by=alice)
    run_job(Job.objects.get(name="knowledge.embed_batch").key)

    make_live(launchpad, "Parking", "There is a garage.")
    assert models_of(launchpad) == {LOCAL}
    work_off()

    assert models_of(launchpad) == {OTHER}


def test_vectors_of_two_models_are_never_compared(refunds, launchpad) -> None:
    """A passage of another model is found by its words, without a cosine."""
    Passage.objects.filter(article=refunds).update(embedding_model="somebody/else")

    hits = retrieve(tenant=launchpad, query="refund", traits=Traits()).hits

    assert {hit.title: hit.vector is None for hit in hits} == {
        "Getting money back": True,
        "Time zones": False,
    }
    assert {hit.title: hit.nearness is None for hit in hits} == {
        "Getting money back": True,
        "Time zones": False,
    }


def test_what_was_embedded_before_the_change_does_not_go_live_after_it(
    refunds, launchpad, alice, server, settings, work_off
) -> None:
    version = services.save_draft(article=refunds, title="Refunds", body="New text.", base_number=1, by=alice)
    services.publish(version=version, by=alice)
    job = claim(Job.objects.get(name="knowledge.embed_version").key)

    class Finish:
        def __enter__(self) -> None:
            settings.EMBEDDING_PROVIDER = "openai"
            services.start_embedding(tenant=launchpad, by=alice)
            for key in Job.objects.filter(name="knowledge.embed_batch").values_list("key", flat=True):
                run_job(key)
            self.block = job.finish()
            self.block.__enter__()

        def __exit__(self, *error: object) -> None:
            self.block.__exit__(*error)

    with pytest.raises(ModelChanged):
        embed_and_swap(version_id=version.pk, finish=Finish)

    job.put_back("again", delay=timedelta(0))
    work_off()
    refunds.refresh_from_db()
    assert refunds.published == version
    assert models_of(launchpad) == {OTHER}


def test_a_worker_that_was_killed_leaves_nothing_half_done(
    refunds, launchpad, alice, server, settings, work_off
) -> None:
    settings.EMBEDDING_PROVIDER = "openai"
    services.start_embedding(tenant=launchpad, by=alice)
    job = Job.objects.get(name="knowledge.embed_batch")
    slow = claim(job.key)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, claim_token=None)

    work_off()
    embed_batch(slow, tenant_id=launchpad.pk)

    assert EmbeddingSpace.of(launchpad).model == OTHER
    assert models_of(launchpad) == {OTHER}


def test_where_the_old_model_can_not_be_asked_words_alone_find(refunds, launchpad, server, settings) -> None:
    EmbeddingSpace.objects.filter(tenant=launchpad).update(model=OTHER)
    Passage.objects.for_tenant(launchpad).update(embedding_model=OTHER)
    server.is_broken = True

    hits = retrieve(tenant=launchpad, query="When does a refund arrive?", traits=Traits()).hits

    assert [(hit.title, hit.vector) for hit in hits] == [("Getting money back", None)]


def test_a_model_that_fails_stops_it_with_a_word_and_it_goes_on_from_there(
    refunds, launchpad, alice, server, settings, signed_in, work_off
) -> None:
    settings.EMBEDDING_PROVIDER = "openai"
    server.is_broken = True
    services.start_embedding(tenant=launchpad, by=alice)
    job = Job.objects.get(name="knowledge.embed_batch")
    for _attempt in range(5):
        run_job(job.key)
    client = signed_in(alice)

    assert "It stopped at 0 of 2" in client.get(reverse("knowledge:settings")).content.decode()
    with pytest.raises(CommandError, match="Stopped for launchpad"):
        watch_stopped(launchpad)
    server.is_broken = False
    client.post(reverse("knowledge:embed-again"))
    work_off()

    assert EmbeddingSpace.of(launchpad).model == OTHER


def watch_stopped(tenant) -> None:
    from knowledge.management.commands.reembed import Command

    Command(stdout=StringIO())._watch([tenant.pk])


def test_the_button_is_an_admins_and_pressed_twice_it_runs_once(
    refunds, launchpad, signed_in, alice, bob, vera, charlie
) -> None:
    url = reverse("knowledge:embed-again")

    for member in (bob, vera):
        assert signed_in(member).post(url).status_code == 403
        assert signed_in(member).get(reverse("knowledge:embedding")).status_code == 403
    signed_in(charlie).post(url)
    assert not EmbeddingSpace.of(launchpad).is_moving
    client = signed_in(alice)
    assert client.get(url).status_code == 405
    for _time in range(2):
        page = client.post(url, headers={"HX-Request": "true"}).content.decode()

    assert "0 of 2" in page
    assert AuditEntry.objects.for_tenant(launchpad).filter(action="content.embedding_started").count() == 1
    assert "0 of 2" in client.get(reverse("knowledge:embedding")).content.decode()


def test_everything_can_be_embedded_again_by_the_same_model(refunds, launchpad, alice, work_off) -> None:
    Passage.objects.for_tenant(launchpad).update(embedding=np.ones(384) / np.sqrt(384))

    services.start_embedding(tenant=launchpad, by=alice, again=True)
    work_off()

    assert EmbeddingSpace.of(launchpad).done == 2
    assert best(launchpad) == "Getting money back"


def test_the_command_starts_it_for_each_tenant_and_says_how_far_it_is(
    refunds, launchpad, harbor, server, settings, work_off
) -> None:
    settings.EMBEDDING_PROVIDER = "openai"
    out = StringIO()

    call_command("reembed", "--no-wait", stdout=out)
    work_off()
    call_command("reembed", "--tenant", "launchpad", stdout=out)

    assert OTHER in out.getvalue()
    assert models_of(launchpad) == {OTHER}
    assert EmbeddingSpace.of(harbor).model == OTHER
    with pytest.raises(CommandError, match="no such tenant"):
        call_command("reembed", "--tenant", "nobody")


def test_a_new_tenant_starts_with_the_model_that_is_set(launchpad, server, settings) -> None:
    settings.EMBEDDING_PROVIDER = "openai"

    make_live(launchpad, "Parking", "There is a garage.")
    make_article(launchpad, "Draft")

    assert models_of(launchpad) == {OTHER}
    assert EmbeddingSpace.of(launchpad).model == OTHER
