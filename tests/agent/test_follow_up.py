"""A question that leans on what was asked before it."""

from __future__ import annotations

import pytest

from agent.models import Run
from agent.understanding import standing_alone
from ai.types import Turn
from tests.factories import receive

ASKED = "How long does a refund take until it arrives?"
HISTORY = (
    Turn(role="customer", text="Do you deliver to Norway?"),
    Turn(role="ai", text="We deliver to all of Europe."),
    Turn(role="customer", text="Thanks!"),
)


@pytest.mark.parametrize(
    "text",
    [
        "and how long does that take?",
        "how much is it?",
        "What about Iceland?",
        "ok, and on Sundays?",
        "also to Iceland?",
        "and I pay for that with a card?",
    ],
)
def test_it_is_searched_for_with_what_it_leans_on(text: str) -> None:
    assert standing_alone(text, HISTORY) == f"Do you deliver to Norway?\n{text}"


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "How long does a refund take until it arrives?",
        "The invoice of March shows a wrong VAT number, can you correct that?",
        "Is it possible to see the delivery history of all my parcels and invoices?",
        "Also I was charged twice for the rent in October",
        "and the lift is stuck with my parcels",
    ],
)
def test_what_says_enough_by_itself_stays_as_it_is(text: str) -> None:
    assert standing_alone(text, HISTORY) == text


def test_without_anything_before_it_nothing_is_added() -> None:
    assert standing_alone("how much is it?", ()) == "how much is it?"


@pytest.mark.django_db
def test_the_trace_says_what_was_looked_up_and_it_is_found(refunds, widget, work_off) -> None:
    ticket = receive(widget, ASKED).ticket
    work_off()
    receive(widget, "and how do I ask for one?", customer=ticket.customer)
    work_off()

    run = Run.objects.latest("pk")
    understood = next(step["found"] for step in run.steps if step["name"] == "understand")
    assert understood["looked_up"] == f"{ASKED}\nand how do I ask for one?"
    assert understood["language"] == "en"
    assert run.passages.first().title == "Refunds"
