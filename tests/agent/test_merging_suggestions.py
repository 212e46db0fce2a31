"""What an analysis found, brought together with what was suggested before."""

from __future__ import annotations

import numpy as np
import pytest

from agent.chat.merging import Seen, merge
from agent.models import TicketSuggestion
from ai.embeddings import DIMENSIONS
from ai.types import SuggestedTicket
from tests.factories import SuggestionFactory, receive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(widget) -> Ticket:
    return receive(widget, "The tap leaks, and the sink below it too").ticket


def towards(first: float, second: float) -> np.ndarray:
    """So far towards each of two directions, and the rest to a third; of length 1."""
    vector = np.zeros(DIMENSIONS, dtype=np.float32)
    vector[:3] = first, second, max(0.0, 1 - first**2 - second**2) ** 0.5
    return vector


def seen(title: str, vector: np.ndarray, *message_ids: int) -> Seen:
    told = SuggestedTicket(
        title=title,
        priority="medium",
        category="maintenance",
        summary=f"{title}.",
        confidence=0.9,
        message_ids=message_ids,
    )
    return Seen(told, vector)


def test_an_issue_does_not_take_the_match_of_another_in_the_same_message(chat):
    key = chat.discussion.messages.get().pk
    common = {"tenant": chat.tenant, "ticket": chat, "message_ids": [key]}
    tap = SuggestionFactory(title="Tap", vector=towards(1, 0), **common)
    sink = SuggestionFactory(title="Sink", vector=towards(0, 1), **common)

    new = merge(chat, [seen("Tap by the sink", towards(0.5, 0.6), key), seen("Sink", towards(0, 1), key)])

    assert new == [], "none is shown for the first time"
    titles = dict(TicketSuggestion.objects.values_list("pk", "title"))
    assert titles == {tap.pk: "Tap by the sink", sink.pk: "Sink"}
