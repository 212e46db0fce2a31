from __future__ import annotations

import pytest

from agent.understanding import SmallTalk, asks_for_person, emergency_in, small_talk_in


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a person",
        "can i speak to a human please",
        "put me through to your manager",
        "human",
        "AGENT PLEASE",
        "I don\u2019t want a bot, get me a real person",
        "could you transfer me to the billing team",
        "I'd rather be talking with somebody from your staff",
        "Can somebody call me about this?",
        "is there a human I can write to?",
    ],
)
def test_a_wish_for_a_person_is_heard(text) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I add a person to my project?",
        "I don't need a person, just the link",
        "am I talking to a real person?",
        "do i have to talk to someone to close my account",
        "Which support plans are there?",
        "How many agents can I invite?",
        "can you call me Bobby",
        "The customer said it works",
        "Can a team member see my invoices?",
    ],
)
def test_talk_about_people_is_no_wish_for_one(text) -> None:
    assert not asks_for_person(text)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I can smell gas in the kitchen", "gas"),
        ("water is pouring through the ceiling", "flooding"),
        ("the socket caught fire", "fire"),
        ("There's smoke coming from the boiler", "fire"),
        ("What should I do if I smell gas?", ""),
        ("The dashboard shows a fire icon", ""),
        ("How do I pay my gas bill?", ""),
    ],
)
def test_a_danger_is_named_and_a_question_about_one_is_not(text, danger) -> None:
    assert emergency_in(text) == danger


@pytest.mark.parametrize(
    "text", ["thanks!", "Thank you so much", "ok great", "👍", "perfect, that helped", "cheers, bye"]
)
def test_thanks_ask_for_nothing(text) -> None:
    assert small_talk_in(text) is SmallTalk.CLOSING


@pytest.mark.parametrize("text", ["hi", "Hello there", "good morning!"])
def test_a_bare_greeting_is_one(text) -> None:
    assert small_talk_in(text) is SmallTalk.GREETING


@pytest.mark.parametrize(
    "text", ["ok but how?", "thanks, and where is my invoice", "hi, my invoice is wrong", "?", "no"]
)
def test_whatever_asks_or_tells_something_is_no_small_talk(text) -> None:
    assert small_talk_in(text) is None
