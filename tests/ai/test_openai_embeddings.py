import json
from decimal import Decimal

import numpy as np
import pytest

from ai.embeddings import embed_query, embed_texts
from ai.errors import ProviderError
from ai.models import AISettings, ModelCall
from tests.ai.standin import dripping, failing


@pytest.fixture
def embedder(provider, settings):
    settings.EMBEDDING_PROVIDER = "openai"
    return provider


def vectors_for_all(handler):
    texts = handler.standin.requests[-1]["body"]["input"]
    rows = [
        {"object": "embedding", "index": n, "embedding": [float(len(text)), 1.0] + [0.0] * 382}
        for n, text in enumerate(texts)
    ]
    body = {
        "object": "list",
        "model": "m",
        "data": rows[::-1],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
    handler.send(200, json.dumps(body).encode())


def test_the_columns_dimensions_are_asked_for(embedder):
    embedder.replies = [vectors_for_all]
    vectors = embed_texts(["a", "four", ""])
    body = embedder.requests[0]["body"]
    assert embedder.requests[0]["path"] == "/v1/embeddings"
    assert (body["model"], body["dimensions"], body["input"]) == (
        "text-embedding-3-small",
        384,
        ["a", "four", "-"],
    )
    assert vectors.shape == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert vectors[1][0] > vectors[0][0], "rows are put in the order of the texts"


def test_many_texts_go_in_batches(embedder):
    embedder.replies = [vectors_for_all]
    assert embed_texts([f"text {n}" for n in range(300)]).shape == (300, 384)
    assert [len(request["body"]["input"]) for request in embedder.requests] == [256, 44]


def test_a_passing_failure_is_tried_again(embedder):
    embedder.replies = [failing(503), vectors_for_all]
    assert embed_query("where is my refund").shape == (384,)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (failing(500), "server_error"),
        (failing(401), "unauthorised"),
        (lambda handler: handler.send(200, b'{"object": "list", "data": []}'), "invalid_response"),
        (lambda handler: handler.send(200, b'{"error": {"message": "no"}}'), "invalid_response"),
        (lambda handler: handler.send(200, b"<html>"), "invalid_response"),
        (lambda handler: handler.send(200, b"null"), "invalid_response"),
        (lambda handler: handler.send(200, b'"vectors"'), "invalid_response"),
        (lambda handler: handler.send(200, b'{"object": "list", "data": [null]}'), "invalid_response"),
        (
            lambda handler: handler.send(200, b'{"object": "list", "data": [{"index": 0}]}'),
            "invalid_response",
        ),
    ],
)
def test_a_failure_has_a_kind(embedder, reply, kind):
    embedder.replies = [reply]
    with pytest.raises(ProviderError) as raised:
        embed_texts(["a"])
    assert raised.value.kind == kind


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nx-more:", b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"],
    ids=["headers", "a body"],
)
def test_a_server_that_drips_is_left_after_the_timeout(embedder, settings, head):
    settings.AI_TIMEOUT_SECONDS = 1
    settings.AI_RETRY_ATTEMPTS = 1
    embedder.replies = [dripping(head, b" ")]
    with pytest.raises(ProviderError) as raised:
        embed_texts(["a"])
    assert raised.value.kind == "timeout"


def test_no_texts_need_no_call(embedder):
    assert embed_texts([]).shape == (0, 384)
    assert embedder.requests == []


@pytest.mark.django_db
def test_each_call_is_in_the_ledger_of_who_it_is_charged_to(embedder, launchpad):
    embedder.replies = [vectors_for_all, failing(400)]
    embed_texts(["a", "b"], charged_to=launchpad)
    with pytest.raises(ProviderError):
        embed_query("c", charged_to=launchpad)

    done, failed = ModelCall.objects.for_tenant(launchpad).order_by("pk")
    assert (done.operation, done.model, done.prompt_tokens, done.outcome) == (
        "embed",
        "text-embedding-3-small",
        1,
        "ok",
    )
    assert (done.cost, failed.error_kind) == (
        Decimal("0.00000002").quantize(Decimal("0.000001")),
        "bad_request",
    )


@pytest.mark.django_db
def test_a_spent_budget_asks_for_no_question_s_vector(embedder, launchpad):
    AISettings.objects.create(tenant=launchpad, monthly_budget=0)
    with pytest.raises(ProviderError, match="budget"):
        embed_query("c", charged_to=launchpad)
    assert embedder.requests == []
