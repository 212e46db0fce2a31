import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ai import engine
from ai.models import ModelCall
from ai.types import Turn
from tests.ai.standin import USAGE, chunk, draft, dripping, failing, pieces, streamed

pytestmark = pytest.mark.django_db

GOOD = draft(
    ("Refunds are sent on the day we approve them.", [11]), ("They arrive within 5 working days.", [11])
)
STREAMING = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"


def test_an_answer_is_sentences_with_their_passages(provider, launchpad, request_about_refunds):
    provider.replies = [streamed(GOOD)]
    answer = engine.answer(launchpad, request_about_refunds)
    assert answer.kind == "answer"
    assert [(sentence.text, sentence.passage_ids) for sentence in answer.sentences] == [
        ("Refunds are sent on the day we approve them.", (11,)),
        ("They arrive within 5 working days.", (11,)),
    ]
    assert answer.text == "Refunds are sent on the day we approve them. They arrive within 5 working days."
    assert answer.confidence == pytest.approx(0.9)
    assert (answer.engine, answer.model, answer.fallback_from) == ("openai", "gpt-4o-mini", "")


def test_the_provider_is_sent_rules_history_passages_and_a_strict_form(
    provider, launchpad, request_about_refunds
):
    provider.replies = [streamed(GOOD)]
    request = request_about_refunds.model_copy(
        update={
            "history": (Turn(role="customer", text="Hi"), Turn(role="ai", text="Hello")),
            "guidance": "Be warm.",
        }
    )
    engine.answer(launchpad, request)
    [sent] = provider.requests
    body = sent["body"]
    assert sent["path"] == "/v1/chat/completions"
    assert sent["headers"]["authorization"] == "Bearer sk-test"
    assert (body["model"], body["temperature"], body["stream"]) == ("gpt-4o-mini", 0.2, True)
    assert body["response_format"]["json_schema"]["strict"] is True
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(schema["properties"])
    assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "user"]
    assert "Be warm." in body["messages"][0]["content"]
    data = json.loads(body["messages"][-1]["content"])
    assert data["question"] == request.question
    assert [passage["id"] for passage in data["passages"]] == [11, 22]


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        ((), "Write in this language: the one that the customer writes in; en if that can't be told."),
        (("de",), "Write in this language: de."),
        (("de", "en"), "Write in this language: the customer's, if it is one of de, en; otherwise de."),
    ],
)
def test_the_model_writes_in_the_languages_that_guidance_allows(
    provider, launchpad, request_about_refunds, languages, said
):
    provider.replies = [streamed(GOOD)]
    engine.answer(launchpad, request_about_refunds.model_copy(update={"languages": languages}))

    assert said in provider.requests[0]["body"]["messages"][0]["content"]


def test_the_model_of_the_task_is_asked(provider, launchpad, request_about_refunds, settings):
    settings.AI_MODELS = {"answer": "gpt-4.1-mini"}
    provider.replies = [streamed(GOOD)]
    assert engine.answer(launchpad, request_about_refunds).model == "gpt-4.1-mini"
    assert provider.requests[0]["body"]["model"] == "gpt-4.1-mini"


def test_a_sentence_is_heard_while_the_next_is_still_being_written(
    provider, launchpad, request_about_refunds
):
    heard = []
    content = json.dumps(GOOD)
    cut = content.index("They arrive")

    def wait_in_the_middle(handler):
        def events():
            yield from pieces(content[:cut])
            assert provider.released.wait(4), "nothing was heard before the reply was whole"
            yield from [*pieces(content[cut:]), chunk({}, finish_reason="stop"), USAGE, "[DONE]"]

        handler.send_events(events())

    def hear(sentence):
        heard.append(sentence)
        provider.released.set()

    provider.replies = [wait_in_the_middle]
    answer = engine.answer(launchpad, request_about_refunds, hear)
    assert answer.engine == "openai"
    assert tuple(heard) == answer.sentences


def test_the_ledger_keeps_tokens_cost_and_latency(provider, launchpad, request_about_refunds):
    provider.replies = [streamed(GOOD)]
    answer = engine.answer(launchpad, request_about_refunds, tool="playground")
    call = ModelCall.objects.for_tenant(launchpad).get()
    assert (call.tool, call.operation, call.engine, call.model) == (
        "playground",
        "answer",
        "openai",
        "gpt-4o-mini",
    )
    assert (call.prompt_tokens, call.completion_tokens) == (1000, 200)
    assert str(call.cost) == "0.000270"
    assert (call.outcome, call.error_kind) == ("ok", "")
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (1000, 200)


def test_a_model_without_a_price_has_no_cost(provider, launchpad, request_about_refunds, settings):
    settings.AI_MODELS = {"answer": "our-own-model"}
    provider.replies = [streamed(GOOD)]
    engine.answer(launchpad, request_about_refunds)
    assert ModelCall.objects.get().cost is None


@pytest.mark.parametrize(
    "sentence",
    [
        # None of its words tells a language.
        "Enterprise customers receive priority phone support.",
        "Premium members enjoy complimentary lounge access.",
    ],
)
def test_a_short_sentence_about_something_else_is_struck_out(
    provider, launchpad, request_about_refunds, sentence
):
    provider.replies = [
        streamed(draft(("It reaches your card within 5 working days.", [11]), (sentence, [11])))
    ]
    answer = engine.answer(launchpad, request_about_refunds)
    assert [one.text for one in answer.sentences] == ["It reaches your card within 5 working days."]


def test_what_no_database_keeps_is_left_out_of_a_reply(provider, launchpad, request_about_refunds):
    provider.replies = [
        streamed(draft(("Five\x00 days.", [11]), ("It is\x00 free.", [404]))),
        streamed(draft(kind="clarify", ask="Which refund\x00 do you mean?")),
    ]
    answer = engine.answer(launchpad, request_about_refunds)
    asking = engine.answer(launchpad, request_about_refunds)
    assert [one.text for one in answer.sentences] == ["Five days."]
    assert answer.struck == ("It is free.",)
    assert asking.clarifying_question == "Which refund do you mean?"


def test_a_clarifying_reply_asks_and_says_nothing_else(provider, launchpad, request_about_refunds):
    provider.replies = [streamed(draft(("Maybe.", [11]), kind="clarify", ask="Which refund do you mean?"))]
    answer = engine.answer(launchpad, request_about_refunds)
    assert (answer.kind, answer.sentences) == ("clarify", ())
    assert answer.clarifying_question == "Which refund do you mean?"


def test_a_reply_of_none_has_no_sentences(provider, launchpad, request_about_refunds):
    provider.replies = [streamed(draft(kind="none", sure=0.2))]
    answer = engine.answer(launchpad, request_about_refunds)
    assert (answer.kind, answer.sentences, answer.fallback_from) == ("none", (), "")


def test_passages_it_was_not_given_are_never_cited(provider, launchpad, request_about_refunds):
    provider.replies = [
        streamed(draft(("Five days.", [11, 999]), ("And a gift card.", [999]), ("So I say.", [])))
    ]
    heard = []
    answer = engine.answer(launchpad, request_about_refunds, heard.append)
    assert [(sentence.text, sentence.passage_ids) for sentence in answer.sentences] == [("Five days.", (11,))]
    assert list(answer.sentences) == heard
    assert answer.confidence == pytest.approx(0.3), "two of three sentences rested on nothing"


@pytest.mark.parametrize("reply", [failing(500), failing(503), failing(429), failing(408)])
def test_a_passing_failure_is_tried_again(provider, launchpad, request_about_refunds, reply):
    provider.replies = [reply, streamed(GOOD)]
    assert engine.answer(launchpad, request_about_refunds).engine == "openai"
    assert len(provider.requests) == 2


def test_retry_after_is_waited_for(provider, launchpad, request_about_refunds):
    provider.replies = [failing(429, retry_after="0.4"), streamed(GOOD)]
    started = time.monotonic()
    assert engine.answer(launchpad, request_about_refunds).engine == "openai"
    assert 0.4 <= time.monotonic() - started < 3


def test_retry_after_may_be_a_date(provider, launchpad, request_about_refunds):
    at = datetime.now(UTC) + timedelta(seconds=2)
    provider.replies = [failing(429, retry_after=format_datetime(at, usegmt=True)), streamed(GOOD)]
    assert engine.answer(launchpad, request_about_refunds).engine == "openai"
    assert datetime.now(UTC) >= at.replace(microsecond=0)


def test_a_server_that_wants_more_patience_than_a_customer_has_is_given_up(
    provider, launchpad, request_about_refunds
):
    provider.replies = [failing(429, retry_after="3600")]
    started = time.monotonic()
    answer = engine.answer(launchpad, request_about_refunds)
    assert time.monotonic() - started < 3
    assert (answer.engine, answer.fallback_from, len(provider.requests)) == ("local", "openai", 1)
    later = engine.answer(launchpad, request_about_refunds)
    assert (later.fallback_reason, len(provider.requests)) == ("circuit_open", 1)


def test_a_long_delay_of_our_own_is_cut_and_gives_nobody_up(
    provider, launchpad, request_about_refunds, settings, monkeypatch
):
    settings.AI_RETRY_DELAY = 30
    monkeypatch.setattr("ai.provider.LONGEST_WAIT_SECONDS", 0.1)
    provider.replies = [failing(500), streamed(GOOD)]
    started = time.monotonic()
    assert engine.answer(launchpad, request_about_refunds).engine == "openai"
    assert 0.1 <= time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("replies", "prompt_tokens"),
    [
        ([streamed(draft(("It is free.", [404])))], 1000),
        ([streamed(""), streamed(""), streamed(GOOD)], 3000),
        ([streamed(GOOD, finish_reason="length")], 1000),
    ],
)
def test_what_was_refused_or_tried_again_is_billed_too(
    provider, launchpad, request_about_refunds, replies, prompt_tokens
):
    provider.replies = replies
    engine.answer(launchpad, request_about_refunds)
    call = ModelCall.objects.for_tenant(launchpad).get(engine="openai")
    assert call.prompt_tokens == prompt_tokens
    assert call.cost > 0


def test_what_a_provider_was_asked_in_vain_stays_with_the_answer(provider, launchpad, request_about_refunds):
    provider.replies = [failing(400)]
    answer = engine.answer(launchpad, request_about_refunds)
    assert answer.engine == "local"
    assert "refunds take to reach my card" in answer.prompt[-1].content


@pytest.mark.parametrize(
    ("reply", "kind", "requests"),
    [
        (failing(500), "server_error", 3),
        (failing(429), "rate_limited", 3),
        (failing(429, code="insufficient_quota"), "quota", 1),
        (failing(401), "unauthorised", 1),
        (failing(400), "bad_request", 1),
        (streamed("this is not JSON"), "invalid_response", 1),
        (streamed('{"kind": "answer"}'), "invalid_response", 1),
        (streamed(draft(kind="clarify")), "invalid_response", 1),
        (streamed(""), "empty", 3),
        (streamed(GOOD, finish_reason="length"), "truncated", 1),
        (streamed(GOOD, finish_reason="content_filter"), "content_filter", 1),
        (streamed(draft(("It is free.", [404]))), "ungrounded", 1),
        (streamed(draft()), "ungrounded", 1),
        (streamed(draft(("Five days.", [11]), sure=float("nan"))), "invalid_response", 1),
        (lambda handler: handler.send_events([chunk({"refusal": "I can't help."}), USAGE]), "refusal", 1),
        (lambda handler: handler.send_events([{"error": {"message": "overloaded"}}]), "invalid_response", 1),
        (lambda handler: handler.send_events(["{broken"]), "invalid_response", 1),
        *(
            (lambda handler, event=event: handler.send_events([event]), "invalid_response", 1)
            for event in [
                chunk(None),
                {**USAGE, "choices": [{"index": 0, "finish_reason": None}]},
                {**USAGE, "choices": [None]},
                {**USAGE, "choices": 7},
                {**USAGE, "usage": [1000, 200]},
                {**USAGE, "usage": {"prompt_tokens": "many"}},
                "null",
                '"a string"',
                [1],
                7,
                chunk({"content": ["a list"]}),
                "[" * 20_000,
            ]
        ),
        (
            lambda handler: handler.send(200, b'{"error": {"message": "no such model"}}'),
            "invalid_response",
            1,
        ),
        (lambda handler: handler.send(200, b"<html>proxy</html>", kind="text/html"), "invalid_response", 1),
        (lambda handler: handler.connection.close(), "connection", 3),
    ],
)
def test_a_failure_is_recorded_and_the_local_engine_answers(
    provider, launchpad, request_about_refunds, reply, kind, requests
):
    provider.replies = [reply]
    answer = engine.answer(launchpad, request_about_refunds)
    assert (answer.engine, answer.fallback_from, answer.kind) == ("local", "openai", "answer")
    assert answer.passage_ids == (11,)
    assert len(provider.requests) == requests
    calls = ModelCall.objects.for_tenant(launchpad).order_by("pk")
    assert [(call.engine, call.outcome, call.error_kind) for call in calls] == [
        ("openai", "error", kind),
        ("local", "ok", ""),
    ]


@pytest.mark.parametrize("first", [[], pieces('{"kind": "answer", "sentences": [')])
def test_a_server_that_hangs_is_left_after_the_timeout(
    provider, launchpad, request_about_refunds, settings, first
):
    settings.AI_TIMEOUT_SECONDS = 1
    settings.AI_RETRY_ATTEMPTS = 2
    provider.replies = [lambda handler: handler.send_events(first, then_hang=True)]
    answer = engine.answer(launchpad, request_about_refunds)
    assert answer.fallback_from == "openai"
    assert ModelCall.objects.get(engine="openai").error_kind == "timeout"
    assert len(provider.requests) == 2


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"x-more: yes\r\n"),
        (STREAMING, b": keep-alive\n\n"),
        (STREAMING, b"data: " + json.dumps(chunk({"content": " "})).encode() + b"\n\n"),
        (STREAMING + b"data: ", b" "),
        (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{", b" "),
        (b"HTTP/1.1 500 Error\r\ncontent-type: application/json\r\n\r\n{", b" "),
    ],
    ids=["headers", "comments", "events", "one event", "a whole body", "an error"],
)
def test_a_server_that_drips_is_left_after_the_timeout(
    provider, launchpad, request_about_refunds, settings, head, drop
):
    settings.AI_TIMEOUT_SECONDS = 1
    settings.AI_RETRY_ATTEMPTS = 1
    provider.replies = [dripping(head, drop)]
    assert engine.answer(launchpad, request_about_refunds).fallback_from == "openai"
    assert ModelCall.objects.get(engine="openai").error_kind == "timeout"


def test_a_kept_connection_has_a_deadline_for_each_reply(
    provider, launchpad, request_about_refunds, settings, monkeypatch
):
    monkeypatch.setattr(provider.handler, "protocol_version", "HTTP/1.1")
    settings.AI_TIMEOUT_SECONDS = 1
    settings.AI_RETRY_ATTEMPTS = 2
    # The first reply leaves the connection open, on which the second one drips.
    provider.replies = [failing(503), dripping(b"HTTP/1.1 200 OK\r\n", b"x-more: yes\r\n")]
    assert engine.answer(launchpad, request_about_refunds).fallback_reason == "timeout"
    assert len({request["port"] for request in provider.requests}) == 1


def test_nobody_listening_is_a_fallback_too(provider, launchpad, request_about_refunds, settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
    assert engine.answer(launchpad, request_about_refunds).fallback_from == "openai"
    assert ModelCall.objects.get(engine="openai").error_kind == "connection"


def test_the_fallback_does_not_write_over_what_was_heard(provider, launchpad, request_about_refunds):
    heard = []
    cut = json.dumps(GOOD)[: json.dumps(GOOD).index("They arrive")]
    provider.replies = [lambda handler: handler.send_events(pieces(cut))]
    answer = engine.answer(launchpad, request_about_refunds, heard.append)
    assert [sentence.text for sentence in heard] == [GOOD["sentences"][0]["text"]]
    assert (answer.engine, answer.fallback_from) == ("local", "openai")
    assert len(provider.requests) == 1
