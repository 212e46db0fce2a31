"""Whatever a provider does wrong, the customer gets an answer, and the trace says who gave it and why."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from agent.models import Run
from ai import breaker
from ai.embeddings import model_name
from ai.models import AISettings, ModelCall
from conversations.models import Message
from knowledge.models import EmbeddingSpace, Passage
from tests.ai.conftest import provider
from tests.ai.standin import Handler, draft, failing, pieces, streamed
from tests.factories import receive

__all__ = ["provider"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_answers")]

ASKED = "How long does a refund take until it arrives?"
WORDED = "It arrives within 5 working days after we approve it."


def good(handler: Handler) -> None:
    passages = json.loads(handler.asked["messages"][-1]["content"])["passages"]
    cited = [passage["id"] for passage in passages if "5 working days" in passage["text"]]
    streamed(draft((WORDED, cited)))(handler)


TROUBLE = {
    "rate_limited": failing(429, retry_after="3600"),
    "server_error": failing(500),
    "timeout": lambda handler: handler.send_events(pieces('{"kind": "answer"'), then_hang=True),
    "connection": lambda handler: handler.connection.close(),
    "invalid_response, cut off": lambda handler: handler.send_events(
        pieces('{"kind": "answer", "sentences": [{')
    ),
    "invalid_response, no JSON": streamed("I am sorry, Dave."),
    "refusal": lambda handler: handler.send_events(
        [{"choices": [{"index": 0, "delta": {"refusal": "I can't help."}, "finish_reason": None}]}]
    ),
    "empty": streamed(""),
    "invalid_response, an error with 200": lambda handler: handler.send(
        200, b'{"error": {"message": "busy"}}'
    ),
}


def ask(widget, work_off) -> tuple[Run, Message]:
    ticket = receive(widget, ASKED).ticket
    work_off()
    run = Run.objects.get(ticket=ticket)
    assert run.answer is not None, run.explanation
    return run, run.answer


@pytest.mark.parametrize("kind", TROUBLE)
def test_the_local_engine_answers_in_its_place(refunds, widget, work_off, provider, settings, kind) -> None:
    settings.AI_TIMEOUT_SECONDS, settings.AI_RETRY_ATTEMPTS = 0.5, 2
    provider.replies = [TROUBLE[kind]]

    run, answer = ask(widget, work_off)

    assert (run.decision, run.engine) == ("reply", "local")
    assert "5 working days" in answer.body
    found = next(step["found"] for step in run.steps if step["name"] == "draft")
    assert found["fallback_from"] == "openai"
    assert ModelCall.objects.get(engine="openai").error_kind == kind.partition(",")[0]


def test_an_hour_without_the_provider_costs_no_customer_an_answer_and_it_comes_back_by_itself(
    refunds, widget, work_off, provider, settings
) -> None:
    settings.AI_BREAKER_FAILURES, settings.AI_BREAKER_SECONDS = 2, timedelta(hours=1).total_seconds()
    settings.AI_RETRY_ATTEMPTS = 1
    provider.replies = [failing(503), failing(503), good]

    engines = [ask(widget, work_off)[0].engine for _time in range(4)]
    assert engines == ["local"] * 4
    assert len(provider.requests) == 2, "it is left alone meanwhile"

    # An hour passes: its mark in Redis, which all processes share, is about to go.
    client = breaker._redis()
    mark = breaker._key("openai", "open")
    assert timedelta(minutes=59) < timedelta(milliseconds=client.pttl(mark)) <= timedelta(hours=1)
    client.delete(mark)

    run, answer = ask(widget, work_off)
    assert (run.engine, answer.body) == ("openai", WORDED)
    assert not breaker.is_open("openai")


def test_what_a_model_makes_up_is_struck_out_and_makes_it_less_sure(
    refunds, widget, work_off, provider
) -> None:
    passage = Passage.objects.filter(article=refunds, is_live=True, text__contains="5 working days").first()
    provider.replies = [
        streamed(draft((WORDED, [passage.pk]), ("Express refunds take 1 hour.", [passage.pk]), sure=0.9))
    ]

    run, _answer = ask(widget, work_off)

    assert "hour" not in Message.objects.get(pk=run.answer_id).body
    assert run.confidence == pytest.approx(0.45)


def test_where_the_team_wants_people_then_they_take_over_at_once(refunds, widget, work_off, provider) -> None:
    AISettings.objects.filter(tenant=widget.tenant).update(fallback="people")
    provider.replies = [failing(400)]
    ticket = receive(widget, ASKED).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "ai_unavailable"
    assert "Manual review required" in Run.objects.get().explanation
    assert not ModelCall.objects.filter(engine="local", operation="answer").exists()


def test_a_spent_budget_asks_no_provider_for_words_or_vectors(
    refunds, widget, work_off, provider, settings
) -> None:
    AISettings.objects.filter(tenant=widget.tenant).update(monthly_budget=0)
    settings.EMBEDDING_PROVIDER = "openai"
    EmbeddingSpace.objects.filter(tenant=widget.tenant).update(model=model_name())

    run, answer = ask(widget, work_off)

    assert (run.decision, run.engine) == ("reply", "local")
    assert "5 working days" in answer.body
    assert provider.requests == []


def test_without_vectors_the_words_find_the_answer_and_the_trace_says_so(
    refunds, widget, work_off, provider, settings
) -> None:
    settings.EMBEDDING_PROVIDER = "openai"
    EmbeddingSpace.objects.filter(tenant=widget.tenant).update(model=model_name())
    provider.replies = [failing(400), good]

    run, answer = ask(widget, work_off)

    assert answer.body == WORDED
    found = next(step["found"] for step in run.steps if step["name"] == "retrieve")
    assert found["by_words_alone"] is True
    assert ModelCall.objects.get(operation="embed").error_kind == "bad_request"


def test_the_trace_has_the_bill_of_a_provider_that_answered_in_vain(
    refunds, widget, work_off, provider
) -> None:
    provider.replies = [streamed("I am sorry, Dave.")]

    run, _answer = ask(widget, work_off)

    found = next(step["found"] for step in run.steps if step["name"] == "draft")
    assert (found["engine"], found["fallback_from"]) == ("local", "openai")
    assert found["tokens"] == {"prompt_tokens": 1000, "completion_tokens": 200}
    assert found["cost"] == float(ModelCall.objects.get(engine="openai").cost) > 0


def test_the_trace_has_the_prompt_as_it_left_and_what_it_cost(
    refunds, widget, work_off, provider, bob, signed_in
) -> None:
    provider.replies = [good]
    ticket = receive(widget, f"{ASKED} I am jane@example.com").ticket
    work_off()

    sent = provider.requests[0]["body"]["messages"]
    found = next(step["found"] for step in Run.objects.get().steps if step["name"] == "draft")
    assert found["prompt"] == sent
    assert "jane@example.com" not in sent[-1]["content"]
    assert found["cost"] == float(ModelCall.objects.get(engine="openai").cost) > 0
    panel = signed_in(bob).get(reverse("agent:panel", args=[ticket.number])).content.decode()
    assert "The prompt, as it left" in panel
    assert "You answer customers of a company" in panel
