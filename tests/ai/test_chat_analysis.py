from __future__ import annotations

import json

import pytest

from ai import engine
from ai.local.chat.courtesies import to_the_point
from ai.models import ModelCall
from ai.operations import ANALYSE
from ai.types import Analysis, AnalysisRequest, Insight, ThreadMessage
from tests.ai.standin import streamed

pytestmark = pytest.mark.django_db
CATEGORIES = ("maintenance", "billing", "noise_complaint", "other")


def chat(*texts: str, categories: tuple[str, ...] = CATEGORIES) -> AnalysisRequest:
    """The customer's texts; one that begins with “AI:” is the AI's."""
    messages = [
        ThreadMessage(
            id=n, role="ai" if text.startswith("AI:") else "customer", text=text.removeprefix("AI:")
        )
        for n, text in enumerate(texts, start=1)
    ]
    return AnalysisRequest(messages=tuple(messages), categories=categories)


def analyse(tenant, request: AnalysisRequest) -> Analysis:
    return engine.ask(tenant, ANALYSE, request, tool="chat")


def sure(analysis: Analysis):
    return [one for one in analysis.suggestions if one.confidence >= 0.8]


LONG_ANSWER = """AI:1. Turn off the stopcock. In Quayside Court and Beacon House it is behind the white panel
under the kitchen sink; in Mill Lane it is in the hall cupboard.
2. Put a bucket under it and move what must not get wet.
3. Take a photo of the place, and send it here.
4. Tell us how much water there is, since when, and whether it comes through the ceiling, near a lamp or a
socket.

A plumber is with you within four hours where water runs, and within three working days where it drips.
Outside of office hours call the emergency line on your welcome card. Did this help?"""


def test_a_long_answer_of_the_ai_hides_nothing_that_the_customer_tells(launchpad):
    tap = "The kitchen tap is leaking, there is water on the floor"
    rent = "Also I was charged twice for the rent in October"
    found = sure(analyse(launchpad, chat(tap, LONG_ANSWER, rent)))
    assert [(one.category, one.message_ids) for one in found] == [("maintenance", (1,)), ("billing", (3,))]


@pytest.mark.parametrize(
    "text",
    [
        "My flat is flooded, the water is rising",
        "I smell gas in the kitchen",
        "We have no heating since last night",
        "There is a fire on the balcony",
        "there's no water in the whole house",
        "Someone broke into my apartment",
        "sparks are flying out of the socket",
        "WATER coming thru the living room ceiling!!",
    ],
)
def test_a_danger_is_critical(launchpad, text):
    assert [one.priority for one in sure(analyse(launchpad, chat(text)))] == ["critical"]


@pytest.mark.parametrize(
    "texts",
    [
        ["What are your office hours?"],
        ["Hi there", "Thank you so much!"],
        ["The heating works again, thanks"],
        ["What should I do if I smell gas?"],
        ["There is no problem with the heating"],
        ["In our last flat a pipe burst and it took a week", "How fast are you?"],
        ["Does the insurance cover break-ins?", "AI: Yes.", "and flooding from upstairs?", "AI: That too."],
        ["When I was a child our house caught fire, so I like your smoke alarms"],
        ["Only burnt toast, no fire, haha"],
        ["Nobody came for the tap, so I fixed it myself. You can cancel the job."],
        ["The smoke detector beeped all night, I changed the battery, quiet now"],
    ],
)
def test_chit_chat_questions_and_what_works_again_are_no_work(launchpad, texts):
    assert sure(analyse(launchpad, chat(*texts))) == []


def test_a_danger_that_is_told_beside_a_relative_is_one(launchpad):
    [one] = sure(analyse(launchpad, chat("My mum smells gas in her kitchen, she is in flat 3")))
    assert one.priority == "critical"


def test_one_chat_may_hold_several_issues_and_follow_ups_belong_to_theirs(launchpad):
    analysis = analyse(
        launchpad,
        chat(
            "Hello! The kitchen tap is leaking",
            "AI: Since when?",
            "since monday",
            "Also I was charged twice for the rent in October",
        ),
    )

    tap, rent = sure(analysis)
    assert (tap.category, tap.message_ids) == ("maintenance", (1, 3))
    assert (rent.category, rent.message_ids) == ("billing", (4,))
    assert (tap.title, tap.summary) == (
        "Leaking kitchen tap",
        "The kitchen tap is leaking. Since when: monday.",
    )
    assert rent.title == "Double charge"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The light in the hallway on our floor flickers", "Flickering light in the hallway on the floor"),
        ("my balcony door doesn't close properly, anyone could walk in", "Balcony door not closing properly"),
        ("The kitchen tap is leaking, there is water on the floor", "Leaking kitchen tap"),
        ("Could you send me a second key for the front door please", "Second key for the front door"),
        ("I would like to end my lease early", "Request to end the lease early"),
        ("I can't open the window in my bedroom since Monday", "Unable to open the window in the bedroom"),
        ("There are mice in the attic", "Mice in the attic"),
        ("The people above me had a party until 3am", "Noise from a party"),
        ("WATER IS COMING THROUGH MY CEILING", "Water through the ceiling"),
        ("There is no hot water, it has been like that for two days", "No hot water"),
        ("Someone stole my bike from the cellar", "Stolen bike from the cellar"),
    ],
)
def test_a_title_is_a_short_noun_phrase(launchpad, text, title):
    [one] = sure(analyse(launchpad, chat(text)))
    assert one.title == title


@pytest.mark.parametrize(
    "polite",
    [
        "Hi, {}",
        "Good morning! {}",
        "Hope you’re well. {}",
        "Sorry to bother you again, but {}",
        "{}, thanks",
        "{}. Many thanks in advance!",
        "{}. Kind regards, Tom Baker",
        "Hello, {} 😩",
    ],
)
def test_who_is_polite_is_found_no_less(launchpad, polite):
    plain, kind = (
        analyse(launchpad, chat(text)).suggestions
        for text in ("our radiator bangs all night", polite.format("our radiator bangs all night"))
    )
    assert [one.confidence for one in kind] == [one.confidence for one in plain]
    assert sure(analyse(launchpad, chat("our radiator bangs all night")))


@pytest.mark.parametrize(
    "text", ["Hi, thanks for the quick repair of the tap. Kind regards, Tom", "Hello, this is 1a2b3c4d"]
)
def test_who_is_only_polite_tells_of_no_work(launchpad, text):
    assert not sure(analyse(launchpad, chat(text)))


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("I write with regards to the rent", "I write with regards to the rent"),
        ("Good morning, the tap drips. Thanks and regards, Ann", "the tap drips"),
        ("The tap drips\nRegards\nTom", "The tap drips"),
        ("Hi, I'm locked out 🙏", "I'm locked out"),
        ("thanks!", "thanks!"),
        ("🙏", "🙏"),
    ],
)
def test_only_courtesies_are_taken_off(text, point):
    assert to_the_point(text) == point


def test_a_summary_says_what_where_and_since_when_and_leaves_out_what_only_urges(launchpad):
    request = chat(
        "hi! the washing machine leaks all over the floor",
        "AI: Which flat is it?",
        "4B",
        "AI: Since when?",
        "last tuesday",
        "please hurry",
    )
    [one] = sure(analyse(launchpad, request))
    assert one.summary == "The washing machine leaks all over the floor. Where: 4B. Since when: last tuesday."


@pytest.mark.parametrize(
    ("question", "answer", "thanks"),
    [
        ("Can you remind me when the office shuts on Fridays?", "AI:At two.", "great"),
        ("Why was my account charged 12 euros?", "AI:That is the yearly fee.", "ah okay"),
        ("If the tap leaks, do I pay for the repair?", "AI:We do.", "good to know"),
    ],
)
def test_a_question_that_was_answered_is_no_work(launchpad, question, answer, thanks):
    assert sure(analyse(launchpad, chat(question, answer, thanks))) == []


def test_a_question_that_the_team_has_to_look_into_is(launchpad):
    request = chat("Why was my account charged 12 euros?", "AI:I'll check that for you.", "thanks")
    assert [one.category for one in sure(analyse(launchpad, request))] == ["billing"]


@pytest.mark.parametrize(
    "text", ["The tap is dripping", "The sink in the bathroom is leaking into the cupboard"]
)
def test_what_leaks_at_a_fitting_is_work_and_no_danger(launchpad, text):
    [one] = sure(analyse(launchpad, chat(text)))
    assert one.priority != "critical"


@pytest.mark.parametrize(
    "text", ["The light flickers", "sink blocked", "Parking spot is taken", "key broke", "refund missing"]
)
def test_a_few_bare_words_are_work_where_nothing_else_was_told(launchpad, text):
    assert len(sure(analyse(launchpad, chat(text)))) == 1


def test_being_asked_back_makes_it_no_less_work(launchpad):
    asks = "AI:Could you tell me a little more? Is it about one of these: “Water leaks”, or something else?"
    assert len(sure(analyse(launchpad, chat("sink blocked", asks)))) == 1


@pytest.mark.parametrize("text", ["love the new tap", "where is the bin store", "tap's fixed now, ta"])
def test_a_few_bare_words_about_the_same_things_are_none(launchpad, text):
    assert sure(analyse(launchpad, chat(text))) == []


def test_what_makes_it_worse_begins_no_other_issue(launchpad):
    branch = "After the storm a massive branch hangs over the playground, only held by a strip of bark"
    [one] = sure(analyse(launchpad, chat(branch, "School's out in half an hour")))
    assert one.message_ids == (1, 2)


LETTER = (
    "We walked along the river and found the small bakery near the bridge. "
    "Emma rides her bicycle there with two friends. "
    "In the spring the cherry trees bloom and the older people bring out their chairs. "
)


@pytest.mark.parametrize(
    ("fault", "category"),
    [
        ("The kitchen tap is leaking and there is a puddle on the floor", "maintenance"),
        ("I was charged twice for the rent in October", "billing"),
        ("the lift is out of order", "maintenance"),
    ],
)
def test_what_is_told_at_the_end_of_a_long_letter_is_found_and_the_letter_is_no_work(
    launchpad, fault, category
):
    letter = (LETTER * 40)[: 4900 - len(fault)].rsplit(".", 1)[0]
    assert sure(analyse(launchpad, chat(f"{letter}."))) == []

    [one] = sure(analyse(launchpad, chat(f"{letter}. {fault}")))
    assert one.category == category
    assert fault.split()[1] in one.summary


def test_the_same_words_twice_in_a_message_are_read(launchpad):
    assert len(sure(analyse(launchpad, chat("The kitchen tap leaks! yes. The kitchen tap leaks! yes.")))) == 1


def test_nothing_is_said_to_be_certain(launchpad):
    [one] = sure(analyse(launchpad, chat("The kitchen tap is leaking, there is water on the floor")))
    assert 0.8 <= one.confidence < 0.99


def test_what_was_taken_back_is_no_work_any_more(launchpad):
    request = chat("The toilet does not flush", "never mind, it works again")
    assert sure(analyse(launchpad, request)) == []


def test_a_suggestion_is_of_the_tenants_own_categories(launchpad):
    request = chat("I was charged twice for the subscription", categories=("invoices_and_payments", "bugs"))
    assert [one.category for one in analyse(launchpad, request).suggestions] == ["invoices_and_payments"]


def reply(**changes: object) -> str:
    suggestion = {
        "title": "Tap leaks",
        "priority": "medium",
        "category": "maintenance",
        "summary": "The tap of jo@example.org leaks.",
        "confidence": 0.9,
        "message_ids": [1],
    }
    return json.dumps({"suggestions": [suggestion | changes], "insights": []})


def test_a_provider_is_asked_masked_and_strictly(provider, launchpad):
    provider.replies = [streamed(reply(summary="The tap of [EMAIL_1] leaks."))]
    analysis = analyse(launchpad, chat("My tap leaks, write to jo@example.org"))

    body = provider.requests[0]["body"]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert "jo@example.org" not in json.dumps(body)
    assert "maintenance, billing" in body["messages"][0]["content"]
    assert analysis.engine == "openai"
    assert analysis.suggestions[0].summary == "The tap of jo@example.org leaks."


def test_what_no_database_can_hold_is_taken_out_of_what_a_provider_says(provider, launchpad):
    provider.replies = [streamed(reply(title="Tap\u0000 leaks", summary="It \u202eleaks\u0000."))]
    [one] = analyse(launchpad, chat("My tap leaks")).suggestions
    assert (one.title, one.summary) == ("Tap leaks", "It leaks.")


@pytest.mark.parametrize("content", ["\ud83d leak", "leak\x00"])
def test_halves_of_characters_are_taken_out_too(content):
    told = Insight(type="issue", content=content, confidence=0.9, context=content)
    assert (told.content, told.context.strip()) == ("leak", "leak")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "\u0000"},
        {"message_ids": [99]},
        {"message_ids": [2]},
        {"message_ids": []},
        {"category": "gardening"},
        {"confidence": 1.2},
        {"priority": "urgent"},
        {"title": ""},
        {"assignee": "bob"},
    ],
)
def test_what_is_not_as_asked_is_refused_and_the_local_engine_falls_in(provider, launchpad, changes):
    provider.replies = [streamed(reply(**changes))]
    analysis = analyse(launchpad, chat("The kitchen tap is leaking", "AI: Where?"))

    assert (analysis.engine, analysis.fallback_from) == ("local", "openai")
    assert analysis.fallback_reason == "analysis_failed"
    assert [one.category for one in sure(analysis)] == ["maintenance"]
    assert list(ModelCall.objects.order_by("pk").values_list("engine", "error_kind")) == [
        ("openai", "analysis_failed"),
        ("local", ""),
    ]
