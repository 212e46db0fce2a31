from __future__ import annotations

import pytest

from agent.understanding import (
    SmallTalk,
    asks_for_person,
    closes,
    emergency_in,
    intents_in,
    sentiment_of,
    small_talk_in,
)


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
        "How can I speak to a person?",
        "No bots. Is there a manager I can talk to?",
        "How do I contact support?",
        "contact support",
        "I'd rather discuss this with one of your colleagues",
        "Could a nurse or doctor phone me please?",
        "I'd like a call from whoever decided this",
        "I don't want a bot, get me someone real",
        "who can I talk to about this?",
        "Please escalate this",
        "are there any real people here?",
        "customer service please",
        "would somebody from the office ring me tomorrow?",
        "get somebody on the phone for me now",
        "I'd prefer if one of your people rang me",
        "I demand a human",
        "pass me on to whoever does complaints",
        "could your box office give me a bell?",
        "is there no lady at the desk any more that one can ring up?",
        "let a person work it out please",
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
        "How do I give a person access to one project only?",
        "I need a manager to approve timesheets, how do I set that up?",
        "How can I transfer it to a colleague?",
        "Is there a manager role?",
        "How do I connect it to our support inbox?",
        "can people call me by my nickname",
        "can the driver call me when he is there?",
        "can I discuss it with my colleague first?",
        "I don't want to talk to anyone",
        "Can I contact support by email about the warranty plan?",
        "should I contact customer support if I can't edit my details",
        "I contacted support yesterday and they fixed it",
        "someone called me yesterday about it",
        "I would like you to call me Mary",
        "How do I escalate a privilege in the app?",
        "the lady on the phone told me to wait for an email",
        "can somebody else pick it up for me",
        "enterprise plan please",
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
        ("Can you help me? I don't know if it is serious, but there is a strong smell of gas here", "gas"),
        ("Is anyone there? There is a gas leak and I don't know if I should leave", "gas"),
        ("What should I do, my flat is on fire and I don't know if the neighbours are out", "fire"),
        ("What happens if my rent is late\nThere is a smell of gas", "gas"),
        ("there is smoke in the kitchen", "fire"),
        ("the bathroom flooded with water", "flooding"),
        ("my kitchen is burning", "fire"),
        ("There's a strong gas odour in my kitchen", "gas"),
        ("water is dripping through the ceiling onto the sockets", "flooding"),
        ("What should I do if I smell gas?", ""),
        ("What do I do in case of a gas leak?", ""),
        ("My inbox is flooded with notification emails", ""),
        ("We have a flood in the basement!", "flooding"),
        ("There was a flood last night and my carpet is soaked", "flooding"),
        ("There is a flood in my bathroom", "flooding"),
        ("Please send somebody, there's a flood of water coming from upstairs", "flooding"),
        ("Flood in the kitchen!", "flooding"),
        ("I get a flood of emails from you", ""),
        ("We had a flood of tickets this morning", ""),
        ("Do you sell a flood insurance?", ""),
        ("Does the insurance cover a flood?", ""),
        ("What do I do if there is a flood?", ""),
        ("There is no flood here", ""),
        ("the cellar is not flooded", ""),
        ("The dashboard shows a fire icon", ""),
        ("How do I pay my gas bill?", ""),
        ("Does the insurance cover flooding?", ""),
        ("Is flooding covered by my plan?", ""),
        ("Will you come, the hall is flooding and the carpet is covered?", "flooding"),
        ("Are you there? The floor is covered, there was a burst pipe", "flooding"),
        ("Does the policy cover it, there is a gas leak in the flat?", "gas"),
        ("Do you cover our street, there is a gas leak?", "gas"),
        ("Is it normal that smoke in the kitchen covers the lamp?", "fire"),
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


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("That is not what I asked", "negative"),
        ("It DOESN’T HELP", "negative"),
        ("I am furious", "negative"),
        ("This is not confusing at all", "neutral"),
        ("I'm not angry", "neutral"),
        ("Where is my invoice?", "neutral"),
        ("Perfect, thanks a lot", "positive"),
        ("Perfect, but still not clear", "negative"),
    ],
)
def test_how_a_message_sounds(text, sounds) -> None:
    assert sentiment_of(text) == sounds


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("I want to talk to a human", {"person"}),
        ("There is a gas leak", {"danger"}),
        ("Hello", {"greeting"}),
        ("Thanks", {"closing"}),
        ("Useless. Get me a human", {"person", "complaint"}),
        ("Where is my invoice?", set()),
    ],
)
def test_what_a_message_does(text, intents) -> None:
    assert intents_in(text) == intents


@pytest.mark.parametrize(
    "text",
    [
        "Found the Resend button, she's in. Thanks!",
        "Makes sense. We'll use the bulk endpoint then, thanks.",
        "Perfect, I'll send the certificate to billing. Have a lovely day",
        "Very good. I will enter the number before the request is issued.",
        "It was in the trash! You saved my day",
        "ok",
    ],
)
def test_what_ends_the_matter(text: str) -> None:
    assert closes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks. And how do I export it?",
        "Great, but it is empty",
        "ok did that, it still says expired",
        "Thanks, please cancel it then",
        "I will enter the number before the request is issued.",
        "Thanks for nothing, it is not there",
    ],
)
def test_what_goes_on(text: str) -> None:
    assert not closes(text)
