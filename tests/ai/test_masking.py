import json

import pytest

from ai import engine
from ai.masking import Masking
from ai.types import SummaryRequest, ThreadMessage, Turn
from tests.ai.standin import draft, streamed

PERSONAL = {
    "email": "bob.smith+shop@example.co.uk",
    "email with an apostrophe": "jane.o'brien@ex-ample.co.uk",
    "card": "4111 1111 1111 1111",
    "phone": "+49 30 901820",
    "national phone": "(212) 555-0123",
    "iban": "DE89 3704 0044 0532 0130 00",
    "us": "536-90-4399",
    "uk": "AB 12 34 56 C",
    "spain": "54362315K",
    "italy": "RCCMNL83S18D969H",
    "germany": "36 574 261 809",
    "france": "2 95 10 99 126 111 93",
    "sweden": "880320-0016",
    "switzerland": "756.9217.0769.85",
    "brazil": "390.533.447-05",
}


@pytest.mark.parametrize("value", PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_data_is_hidden_and_comes_back(value) -> None:
    masking, text = Masking(), f"Please note {value}, it is mine."

    masked = masking.mask(text)

    assert value not in masked
    assert masking.restore(masked) == text


@pytest.mark.parametrize(
    "text",
    [
        "Invoice 20261128-1234 of 2026-11-28 over 1,234.50 EUR",
        "Version 3.11.7 on 192.168.10.12 fails with 0x80070057 between 12:30 and 14:45",
        "Ticket #1042, order ORD-88231-11, tracking 1Z999AA10123456784, 10 000 000 users",
        "The card 4111 1111 1111 1112 has a wrong last digit, so it is no card",
        "مرحبا 👋 where is my order?",
    ],
)
def test_other_figures_stay(text) -> None:
    assert Masking().mask(text) == text


def test_an_address_with_an_apostrophe_is_hidden_whole_and_quotation_marks_stay() -> None:
    text = "jane.o'brien@example.com wrote to 'bob@example.com'"

    assert Masking().mask(text) == "[EMAIL_1] wrote to '[EMAIL_2]'"


def test_the_same_value_has_one_placeholder_in_all_texts() -> None:
    masking = Masking()

    first, second = masking.mask("a@example.com and b@example.com"), masking.mask("again b@example.com")

    assert first == "[EMAIL_1] and [EMAIL_2]"
    assert second == "again [EMAIL_2]"


def test_a_placeholder_that_nobody_gave_stays() -> None:
    assert Masking().restore("Write to [EMAIL_7]") == "Write to [EMAIL_7]"


@pytest.mark.django_db
def test_nothing_personal_reaches_the_provider_and_the_answer_has_it_again(
    provider, launchpad, request_about_refunds
) -> None:
    provider.replies = [streamed(draft(("We send it to [EMAIL_1].", [11])))]
    history = (Turn(role="customer", text="I am bob@example.com, call +49 30 901820"),)
    asked = request_about_refunds.model_copy(
        update={"question": "Does the refund go to bob@example.com?", "history": history}
    )
    heard: list[str] = []

    answer = engine.answer(launchpad, asked, lambda sentence: heard.append(sentence.text))

    sent = str(provider.requests[0]["body"])
    assert "bob@example.com" not in sent
    assert "901820" not in sent
    assert answer.text == "We send it to bob@example.com."
    assert heard == ["We send it to bob@example.com."]


@pytest.mark.django_db
def test_a_summary_is_masked_too(provider, launchpad) -> None:
    line = {"text": "They want a reply to [EMAIL_1].", "message_ids": [5]}
    provider.replies = [streamed(json.dumps({"wants": [line], "happened": [], "open": []}))]
    message = ThreadMessage(id=5, role="customer", text="Please reply to bob@example.com")

    summary = engine.summarise(launchpad, SummaryRequest(messages=(message,)))

    assert "bob@example.com" not in str(provider.requests[0]["body"])
    assert summary.lines[0].text == "They want a reply to bob@example.com."
