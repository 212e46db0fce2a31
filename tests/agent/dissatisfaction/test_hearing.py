from __future__ import annotations

import pytest

from agent.dissatisfaction.context import Around
from agent.dissatisfaction.hearing import hear
from agent.dissatisfaction.phrases import DEFAULTS, phrases_in

A_LONG_ANSWER = Around(
    told=[
        "1. Open Billing and choose the payment. 2. Choose Ask for a refund. 3. We look at it within "
        "two working days, and write to the address of the account. A refund goes back to the card "
        "that was charged; where it has expired, your bank passes it on. It reaches you within five "
        "working days after we approved it, and longer around public holidays. Plans that were bought "
        "through a reseller are refunded by the reseller. For what was paid more than a year ago, or "
        "in another currency, write to us with the number of the invoice."
    ]
)
AN_ANSWER = Around(told=["A refund arrives within five working days."])
SPECIFIED = (
    "not satisfied", "doesn't help", "still wrong", "not working", "i need help", "speak to someone",
    "talk to support", "contact support", "human support", "this is wrong", "not what i asked",
    "doesn't answer", "unclear", "confusing", "frustrated", "not helpful", "still not clear",
    "waste of time", "useless",
)  # fmt: skip


@pytest.mark.parametrize("phrase", SPECIFIED)
def test_each_phrase_counts_after_an_answer(phrase) -> None:
    assert hear(phrase, AN_ANSWER).is_signal
    assert hear(phrase.upper() + "!", AN_ANSWER).is_signal


@pytest.mark.parametrize(
    "text", ["still nothing on my account", "that was no use to me", "I read that page already"]
)
def test_a_complaint_in_words_of_its_own_counts_after_a_long_answer_too(text) -> None:
    assert hear(text, A_LONG_ANSWER).is_dissatisfied


@pytest.mark.parametrize(
    "text",
    [
        "it doesn't help", "it doesn’t help", "it doesnt help", "It  DOESN'T\thelp", "it does not help",
        "this isn't helpful", "your answer isnt helpful", "still not working",
        "this was confusing before and it still is not clear", "Perfect, but still not clear",
        "why is it still not working?",
    ],
)  # fmt: skip
def test_apostrophes_case_and_spaces_do_not_matter(text) -> None:
    assert phrases_in(text, DEFAULTS).meant
    assert hear(text, AN_ANSWER).is_dissatisfied


@pytest.mark.parametrize(
    "text",
    [
        "This is not confusing at all",
        "no longer unclear",
        "it is no longer unclear to me",
        "I was frustrated yesterday but it works now",
        "is it useless to try X?",
        "would it be a waste of time to apply again?",
        "what if it still doesn't work?",
        "if it is not working tomorrow, whom do I call?",
        "I don't think it's useless, thank you",
        "it was not working but I restarted it and it's fine now",
        "my landlord is useless, so I write to you",
        "our old provider's app was confusing",
        "thank you, that helped",
        "no",
    ],
)
def test_what_is_denied_supposed_asked_or_over_does_not_count(text) -> None:
    assert not hear(text, AN_ANSWER).is_signal


@pytest.mark.parametrize(
    "text",
    [
        "that's the third time you tell me the same",
        "are you even reading what I write",
        "nope, it's the same as before",
        "this goes nowhere",
    ],
)
def test_dissatisfaction_in_words_of_no_list_counts(text) -> None:
    assert phrases_in(text, DEFAULTS).meant == ""
    assert hear(text, AN_ANSWER).is_dissatisfied


@pytest.mark.parametrize("told", [[], ["Hello. What can I help you with?"]])
@pytest.mark.parametrize("phrase", SPECIFIED)
def test_each_phrase_counts_before_any_answer_too(phrase, told) -> None:
    forms = (phrase, phrase.title(), f"{phrase}!!", phrase.replace("'", "\u2019"), f"Hello. {phrase} with it")
    for text in forms:
        assert hear(text, Around(told=told)).is_signal, text


@pytest.mark.parametrize(
    "text", ["my dishwasher is leaking", "where is my parcel?", "the code was rejected", "I lost my card"]
)
def test_before_any_answer_the_customers_own_trouble_in_other_words_does_not_count(text) -> None:
    assert not hear(text).is_signal


@pytest.mark.parametrize("text", ["🙄", "😡😡", "👎 👎"])
def test_a_sour_face_says_it_all(text) -> None:
    assert hear(text, AN_ANSWER).is_dissatisfied
    assert not hear("👍", AN_ANSWER).is_signal


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("Press Reset. Did this help?", True),
        ("Does that answer your question?", True),
        ("Do you have an account?", False),
        ("Can I help you with anything else?", False),
    ],
)
def test_a_plain_no_is_held_against_what_was_asked(asked, counts) -> None:
    assert hear("Nope.", Around(told=[asked])).is_dissatisfied is counts


def test_a_tenants_own_phrase_counts_wherever_it_is_meant() -> None:
    assert hear("blimey, five days", AN_ANSWER, phrases=["blimey"]).is_dissatisfied
    assert hear("blimey", phrases=["blimey"]).is_dissatisfied
    assert not hear(
        "ok, I will never say blimey again, thanks", AN_ANSWER, phrases=["blimey"]
    ).is_dissatisfied


def test_the_conversation_around_it_counts_too() -> None:
    text = "your website says that parking is free"
    alone = hear(text, Around(told=["Parking costs 15 euros a night."]))
    after_the_same_twice = hear(text, Around(told=["Parking costs 15 euros a night."] * 2))
    complained_before = hear(text, Around(told=["Parking costs 15 euros a night."], heard=1))
    assert after_the_same_twice.chance > alone.chance + 0.1
    assert complained_before.chance > alone.chance + 0.1
    assert after_the_same_twice.is_dissatisfied


@pytest.mark.parametrize(
    "text",
    ["how do I raise my limit?", "two adults and one child", "what does it cost to send it to Norway?"],
)
def test_a_new_question_is_no_complaint(text) -> None:
    assert not hear(text, Around(told=["A room has two beds."])).is_signal
