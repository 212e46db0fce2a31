"""Rules of playbooks: which fire, and what they say of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guidance.conditions import Conditions
from guidance.evaluation import Play, PlayRule, Situation, evaluate
from guidance.models import Priority
from tickets.models import Ticket

ASKED = Situation(
    text="I want my money back",
    intents=frozenset({"complaint"}),
    category="Billing",
    sentiment="negative",
    confidence=0.4,
    plan="Pro",
    segment="partners",
    channel_id=7,
    is_open=False,
    unhelpful_turns=2,
)
HOLD = [
    {"keywords": ["refund", "money back"]},
    {"intents": ["person", "complaint"]},
    {"categories": ["billing"]},
    {"sentiments": ["negative"]},
    {"confidence_below": 0.5},
    {"plans": ["PRO", "Business"]},
    {"segments": ["Partners"]},
    {"channel_ids": [3, 7]},
    {"outside_hours": True},
    {"unhelpful_turns": 2},
]
FAIL = [
    ({"keywords": ["refund"]}, "The message has none of “refund”."),
    ({"intents": ["person"]}, "The message is not one that “asks for a person”."),
    ({"categories": ["Bug"]}, "The category is “Billing”, not “Bug”."),
    ({"sentiments": ["positive"]}, "By its words the message is unhappy."),
    ({"confidence_below": 0.4}, "Confidence 0.40 is not below 0.40."),
    ({"plans": ["Free"]}, "The plan is “Pro”, not “Free”."),
    ({"segments": ["vip"]}, "The segment is “partners”, not “vip”."),
    ({"channel_ids": [3]}, "It came by another channel."),
    ({"unhelpful_turns": 3}, "2 unhelpful turns so far, of 3."),
]
UNKNOWN = [
    ({"confidence_below": 0.9}, {"confidence": None}, "The AI has not tried an answer"),
    ({"outside_hours": True}, {"is_open": None}, "No business hours are set"),
    ({"outside_hours": True}, {"is_open": True}, "It came within business hours."),
    ({"plans": ["Pro"]}, {"plan": ""}, "The plan is not known."),
]


def rule(name: str = "Rule", **conditions) -> PlayRule:
    return PlayRule(1, name, Conditions.model_validate(conditions))


def result_of(conditions: dict, situation: Situation = ASKED):
    return evaluate([Play("Playbook", (rule(**conditions),))], situation).results[0]


@pytest.mark.parametrize("conditions", HOLD, ids=str)
def test_a_condition_that_holds_fires_and_says_why(conditions) -> None:
    result = result_of(conditions)

    assert result.fired
    assert result.checks[0].why.endswith(".")


@pytest.mark.parametrize(("conditions", "why"), FAIL, ids=str)
def test_a_condition_that_does_not_hold_says_why(conditions, why) -> None:
    result = result_of(conditions)

    assert not result.fired
    assert result.checks[0].why == why


@pytest.mark.parametrize(("conditions", "known", "why"), UNKNOWN, ids=str)
def test_what_is_not_known_never_fires(conditions, known, why) -> None:
    result = result_of(conditions, replace(ASKED, **known))

    assert not result.fired
    assert why in result.checks[0].why


def test_all_conditions_must_hold_and_each_is_told() -> None:
    result = result_of({"keywords": ["money back"], "plans": ["Free"], "sentiments": ["negative"]})

    assert not result.fired
    assert {check.name: check.holds for check in result.checks} == {
        "keywords": True,
        "sentiments": True,
        "plans": False,
    }


def test_the_first_rule_in_order_fires_and_later_ones_say_that_they_would() -> None:
    first, second = rule("First", plans=["Pro"]), rule("Second", keywords=["money"])
    outcome = evaluate([Play("A", (rule("No", plans=["Free"]), first)), Play("B", (second,))], ASKED)

    assert outcome.fired == first
    assert [(result.rule.name, result.matches, result.fired) for result in outcome.results] == [
        ("No", False, False),
        ("First", True, True),
        ("Second", True, False),
    ]


def test_a_rule_without_conditions_never_fires() -> None:
    assert not result_of({}).fired


def test_priorities_are_those_of_tickets() -> None:
    assert Priority.choices == Ticket.Priority.choices
