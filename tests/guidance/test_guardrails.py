"""The check of what leaves for a customer."""

from __future__ import annotations

import pytest

from guidance.guardrails import Guardrail, check

NUMBER = "Call 0808 157 0999 from outside."


def rule(kind: str, *phrases: str, sentence: str = "") -> Guardrail:
    return Guardrail(1, kind, phrases, sentence, "Pack")


PROMISE = rule("must_not_promise", "refund", "money back", "guarantee", "will … waive")


@pytest.mark.parametrize(
    "text",
    [
        "You will get a refund.",
        "You’ll get your money back within a week.",
        "We guarantee it.",
        "It is guaranteed.",
        "No, you will get a refund.",
        "No problem: a refund is on its way.",
        "No later than Friday you get a refund.",
        "There is no doubt you get a refund.",
        "Do not worry you will get a refund.",
        "If you do not like it you get a refund.",
        "We do not charge for it and will refund you.",
        "We can not promise much, but a refund is certain.",
        "Not only a refund, a voucher too.",
        "We don't just refund you.",
        "We never fail to refund.",
        "We will of course waive it.",
        "That is not right. You get a refund.",
        "Refunds are not only possible, they are usual.",
    ],
)
def test_a_promise_stops_the_text(text) -> None:
    checked = check(text, [PROMISE])

    assert checked.blocked_by is not None
    assert "The text says" in checked.blocked_by.why


@pytest.mark.parametrize(
    "text",
    [
        "We can not promise a refund.",
        "We cannot guarantee that.",
        "We’re unable to offer a refund.",
        "We don't give refunds.",
        "There is no refund for this.",
        "We do not promise or guarantee a refund.",
        "Refunds are not possible here.",
        "A refund can't be given.",
        "A refund is never paid in cash.",
        "We will not waive it.",
        "Ask us about your invoice.",
    ],
)
def test_a_denial_or_another_subject_does_not(text) -> None:
    assert check(text, [PROMISE]).blocked_by is None


def test_a_denial_says_that_it_is_one() -> None:
    (finding,) = check("We can not promise a refund.", [PROMISE]).findings

    assert not finding.fired
    assert finding.why == "It is said only to deny it: “… can not promise a refund …”."


def test_a_denial_does_not_hide_a_promise_after_it() -> None:
    assert check("We can not refund postage. We refund the rest.", [PROMISE]).blocked_by


def test_a_forbidden_topic_stops_the_text_even_when_it_is_denied() -> None:
    assert check("We do not comment on the lawsuit.", [rule("forbidden_topic", "lawsuit")]).blocked_by


def test_what_must_be_mentioned_is_added_once() -> None:
    must = rule("must_mention", sentence=NUMBER)

    once = check("Leave the flat.", [must])
    assert once.text == f"Leave the flat.\n\n{NUMBER}"
    assert once.findings[0].fired
    again = check(once.text, [must])
    assert again.text == once.text
    assert again.findings[0].why == "The text says it already."


@pytest.mark.parametrize(
    ("text", "about", "is_added"),
    [
        ("Open a window.", "It smells of gas", True),
        ("Gas heaters are checked yearly.", "", True),
        ("Open a window.", "It is warm", False),
    ],
)
def test_it_is_mentioned_only_where_question_or_answer_is_about_it(text, about, is_added) -> None:
    checked = check(text, [rule("must_mention", "gas", sentence=NUMBER)], about=about)

    assert (NUMBER in checked.text) == is_added


def test_what_is_added_is_held_against_the_other_rules_too() -> None:
    must = rule("must_mention", sentence="You get a refund.")

    assert check("Hello.", [must, PROMISE]).blocked_by
