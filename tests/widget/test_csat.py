"""Rating a resolved conversation in the messenger."""

from __future__ import annotations

import pytest

from tests.widget.conftest import code_of
from tickets.models import Csat, Ticket
from tickets.services import change_status, post_reply


@pytest.fixture
def ticket(visitor, bob) -> Ticket:
    """The visitor's thread, answered by bob and resolved."""
    visitor.write("My invoice is wrong")
    ticket = Ticket.objects.get()
    post_reply(ticket, by=bob, body="It is right now.")
    return change_status(ticket, status="resolved", by=bob)


def rate(visitor, **payload):
    return visitor.send("post", "csat", payload)


def test_a_resolved_thread_may_be_rated(visitor, ticket):
    asked = visitor.read().json()["ticket"]["csat"]
    assert (asked["rating"], asked["comment"], asked["may_change"]) == (None, "", True)

    response = rate(visitor, rating=5, comment="Quick")

    assert response.status_code == 200
    assert response.json()["ticket"]["csat"] == asked | {"rating": 5, "comment": "Quick"}
    assert (Csat.objects.get().rating, Csat.objects.get().comment) == (5, "Quick")


def test_twice_is_the_same_as_once_and_another_replaces_it(visitor, ticket):
    for _time in range(2):
        assert rate(visitor, rating=4).status_code == 200
    rate(visitor, rating=2)

    assert Csat.objects.get().rating == 2
    assert ticket.events.filter(kind="rated").count() == 2


def test_an_open_thread_asks_for_nothing_and_takes_no_rating(visitor):
    assert code_of(rate(visitor, rating=5)) == "NOTHING_TO_RATE"
    visitor.write("My invoice is wrong")
    assert "csat" not in visitor.read().json()["ticket"]

    response = rate(visitor, rating=5)

    assert response.status_code == 409
    assert code_of(response) == "NOTHING_TO_RATE"
    assert not Csat.objects.exists()


def test_writing_again_reopens_it_and_keeps_the_rating(visitor, ticket):
    rate(visitor, rating=1)

    visitor.write("It is wrong again")

    assert "csat" not in visitor.read().json()["ticket"]
    assert Csat.objects.get().rating == 1


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"rating": 0},
        {"rating": 6},
        {"rating": "5"},
        {"rating": 4.5},
        {"rating": True},
        {"rating": None},
        {"rating": 5, "comment": "x" * 2001},
        {"rating": 5, "comment": ["x"]},
    ],
)
def test_what_is_no_rating_is_refused_with_the_reason(payload, visitor, ticket):
    response = rate(visitor, **payload)

    assert response.status_code == 400
    assert code_of(response) == "INPUT_INVALID"
    assert Csat.objects.get().rating is None


def test_nobody_rates_anothers_thread(visitor, ticket, new_visitor):
    other = new_visitor()
    other.open()

    assert rate(other, rating=1).status_code == 409
    assert visitor.client.post("/api/widget/csat", {"rating": 1}).status_code == 401
    assert Csat.objects.get().rating is None


def test_a_rating_is_not_given_by_looking(visitor, ticket):
    assert visitor.send("get", "csat").status_code == 405


def test_the_messenger_has_a_button_for_each_rating(visitor, ticket, client, widget):
    page = client.get("/widget/frame/", {"key": widget.public_key}).content.decode()

    for rating, label in Csat.Rating.choices:
        assert f'data-rate="{rating}" aria-pressed="false" aria-label="{rating}: {label}"' in page


def test_the_open_messenger_hears_that_it_may_ask(
    visitor, ticket, bob, monkeypatch, django_capture_on_commit_callbacks
):
    from conversations.live import publishing

    heard = []
    monkeypatch.setattr(publishing, "_send", lambda tenant_id, events: heard.extend(events))
    with django_capture_on_commit_callbacks(execute=True):
        change_status(ticket, status="open", by=bob)
        change_status(ticket, status="resolved", by=bob)

    assert f"discussion-{ticket.discussion_id}" in heard
