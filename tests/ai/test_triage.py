"""Tickets triaged by either engine."""

from __future__ import annotations

import json

import pytest

from ai import engine
from ai.errors import AIUnavailable
from ai.local.triage import assess, deciding
from ai.local.triage.rules import triage_by_rules
from ai.models import ModelCall
from ai.operations import ASSESS, TRIAGE
from ai.types import CorrectedTicket, KnownIssue, TicketCategory, TicketToTriage
from tests.ai.standin import failing, streamed

CATEGORIES = tuple(
    TicketCategory(name=name) for name in ("Billing", "Login", "Performance", "Bug", "Question/How-To")
)
TEXT = "You charged my card 4111 1111 1111 1111 twice, write to ada@example.com"
GOOD = {
    "summary": "[CARD_1] was charged twice.",
    "category": "billing",
    "severity": "High",
    "next_action": "Refund one charge and tell [EMAIL_1].",
    "confidence": 1.7,
}


def ticket(text: str = TEXT, **fields) -> TicketToTriage:
    return TicketToTriage(text=text, categories=CATEGORIES, **fields)


def locally(text: str, **fields):
    return deciding.triage(ticket(text, **fields), engine="local", model="m")


@pytest.mark.django_db
class TestByAProvider:
    def test_it_is_asked_in_a_strict_form_and_sees_no_personal_data(self, provider, launchpad) -> None:
        provider.replies = [streamed(GOOD)]

        made = engine.ask(launchpad, TRIAGE, ticket(), tool="triage")

        assert (made.category, made.severity, made.confidence) == ("Billing", "High", 1.0)
        assert made.next_action == "Refund one charge and tell ada@example.com."
        body = provider.requests[0]["body"]
        assert "ada@example.com" not in json.dumps(body)
        form = body["response_format"]["json_schema"]
        assert form["strict"] is True
        assert form["schema"]["additionalProperties"] is False
        assert set(form["schema"]["required"]) == set(form["schema"]["properties"])
        assert form["schema"]["properties"]["category"]["enum"] == [one.name for one in CATEGORIES]
        call = ModelCall.objects.get()
        assert (call.operation, call.tool, call.outcome) == ("triage", "triage", "ok")

    def test_members_corrections_are_shown_to_it(self, provider, launchpad) -> None:
        provider.replies = [streamed(GOOD)]
        corrected = (CorrectedTicket(text="Double charge", category="Billing", severity="Low"),)

        engine.ask(launchpad, TRIAGE, ticket(corrected=corrected), tool="triage")

        sent = json.loads(provider.requests[0]["body"]["messages"][-1]["content"])
        assert sent["corrected"] == [{"text": "Double charge", "category": "Billing", "severity": "Low"}]

    @pytest.mark.parametrize(
        "wrong", [{"category": "Repairs"}, {"severity": "Fatal"}, {"summary": " "}, {"next_action": ""}]
    )
    def test_what_it_made_up_is_not_taken(self, provider, launchpad, wrong) -> None:
        provider.replies = [streamed({**GOOD, **wrong})]

        made = engine.ask(launchpad, TRIAGE, ticket(), tool="triage")

        assert (made.engine, made.fallback_from, made.category) == ("local", "openai", "Billing")

    def test_its_questions_are_those_that_are_missing(self, provider, launchpad) -> None:
        provider.replies = [streamed({"is_enough": False, "questions": [" Which\npage? ", ""]})]
        assert engine.ask(launchpad, ASSESS, ticket("It fails"), tool="triage").questions == ("Which page?",)
        provider.replies = [streamed({"is_enough": True, "questions": ["Which page?"]})]
        assert engine.ask(launchpad, ASSESS, ticket(), tool="triage").questions == ()

    def test_after_its_retries_the_local_engine_stands_in(self, provider, launchpad) -> None:
        provider.replies = [failing(500)]

        made = engine.ask(launchpad, TRIAGE, ticket(), tool="triage")

        assert len(provider.requests) == 3
        assert (made.engine, made.fallback_from) == ("local", "openai")

    def test_a_local_engine_that_fails_too_is_said(self, launchpad, monkeypatch) -> None:
        monkeypatch.setattr(deciding, "category_shares", lambda request: 1 / 0)
        with pytest.raises(AIUnavailable):
            engine.ask(launchpad, TRIAGE, ticket(), tool="triage")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("my card was declined when I paid the yearly subscription", "Billing"),
        ("forgot my pasword and the code never comes", "Login"),
        ("every page needs ages to load since this morning", "Performance"),
        ("the app crashes when I open the calendar", "Bug"),
        ("how can I invite somebody to my workspace?", "Question/How-To"),
    ],
)
def test_the_local_engine_knows_the_usual_categories(text, category) -> None:
    assert locally(text).category == category


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        (
            "We rely on you every single day and it gets worse and worse. My colleagues complain, my manager"
            " blames me, and your support never really helps. Do something about it or we will cancel.",
            True,
        ),
        (
            "I'm at the end of my patience with you, and so is my whole team. When I click on Send in the"
            " invoice editor in Firefox, the PDF is attached twice and the customer gets two mails.",
            False,
        ),
    ],
)
def test_a_long_complaint_is_asked_about_only_where_it_names_nothing(text, is_asked) -> None:
    assert bool(assess(ticket(text), engine="local", model="m").questions) == is_asked


def test_a_text_that_could_be_anything_is_not_asked_about_one_category() -> None:
    [_what, about, _when] = assess(ticket("It does not work"), engine="local", model="m").questions
    assert "something else" in about
    [_what, about, _when] = assess(ticket("something about my invoice"), engine="local", model="m").questions
    assert "invoice, payment or plan" in about


def test_an_outage_is_worse_than_a_typo() -> None:
    assert locally("The site is down for all our customers, we are losing orders").severity == "Critical"
    assert locally("Small thing: there is a typo on the welcome page").severity == "Low"


def test_a_correction_counts_for_texts_like_it() -> None:
    text = "The barcode scanner does not read our labels"
    corrected = (CorrectedTicket(text=text, category="Performance", severity="Critical"),)

    made = locally("Our scanner can't read the barcode of labels", corrected=corrected)

    assert made.category == "Performance"
    assert made.category != locally(text).category


def test_a_known_issue_says_what_to_do_and_helps_with_the_category() -> None:
    issue = KnownIssue(
        id="X-1", title="Export empty", category="Bug", recommended_action="Tell engineering", similarity=0.95
    )
    made = locally("the export of invoices", issues=(issue,), matched=True)

    assert made.category == "Bug"
    assert made.next_action == "Tell engineering. Link to the known issue X-1."


@pytest.mark.parametrize(
    ("text", "category", "severity"),
    [
        ("refund the invoice I paid", "Billing", "Medium"),
        ("The site is down, timeouts for all our customers", "Performance", "Critical"),
    ],
)
def test_rules_decide_where_no_engine_can(text, category, severity) -> None:
    made = triage_by_rules(ticket(text))
    assert (made.category, made.engine) == (category, "rules")
    assert made.severity in (severity, "High")
    assert made.confidence < 0.5
