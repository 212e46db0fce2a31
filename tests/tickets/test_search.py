"""Finding tickets by words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conversations.models import Customer, Message
from tests.factories import CustomerFactory, receive

pytestmark = pytest.mark.django_db


def found(client, words: str, **more: str) -> list[int]:
    response = client.get(reverse("tickets:list"), {"view": "all", "q": words, **more})
    assert response.status_code == 200
    return sorted(ticket.number for ticket in response.context["page"].tickets)


@pytest.fixture
def three(widget, launchpad):
    jane = CustomerFactory(
        tenant=launchpad, name="Jane Ōtani", email="jane.otani@example.com", company="Acme"
    )
    receive(widget, "The invoice of March is wrong", customer=jane, subject="Billing question")
    receive(widget, "I can not sign in since the update", thread_key="slack:C1:170000.1")
    other = receive(widget, "Please help", customer=jane, thread_key="second").ticket
    receive(widget, "It says invoice overdue", customer=jane, thread_key=other.thread_key)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("invoice", [1001, 1003]),
        ("invoices", [1001, 1003]),
        ("invoice march", [1001]),
        ("invoice -march", [1003]),
        ('"sign in"', [1002]),
        ("billing", [1001]),
        ("jane", [1001, 1003]),
        ("JANE ota", [1001, 1003]),
        ("Ōtani", [1001, 1003]),
        ("jane.otani@example.com", [1001, 1003]),
        ("acme", [1001, 1003]),
        ("#1002", [1002]),
        ("1002", [1002]),
        ("#9999", []),
        ("slack:C1:170000.1", [1002]),
        ("nowhere", []),
        ("the", []),
        ("%", []),
        ("'; DROP TABLE", []),
        ("& | ! ( :*", []),
        ("\\", []),
    ],
)
def test_words_are_found_where_people_expect_them(three, bob, signed_in, words, expected) -> None:
    assert found(signed_in(bob), words) == expected


def test_words_and_filters_combine(three, bob, signed_in) -> None:
    assert found(signed_in(bob), "invoice", status="resolved") == []


def test_a_new_message_is_found_at_once_and_a_deleted_one_no_more(three, widget, bob, signed_in) -> None:
    client = signed_in(bob)
    message = receive(widget, "My zebra escaped").message
    assert found(client, "zebra") == [1004]

    Message.objects.filter(pk=message.pk).update(body="", deleted_at=message.created_at)
    Customer.objects.all().update(name="")

    assert found(client, "zebra") == [1004], "the subject still says it"
    assert found(client, "escaped invoice") == []


def test_another_tenants_words_are_not_found(three, charlie, signed_in) -> None:
    client = signed_in(charlie)

    for words in ("invoice", "jane", "#1001", "slack:C1:170000.1"):
        assert found(client, words) == []


def test_nothing_found_offers_all_tickets(three, bob, signed_in) -> None:
    page = signed_in(bob).get(
        reverse("tickets:list"), {"view": "resolved", "status": "resolved", "q": "invoice"}
    )

    assert "view=all&amp;q=invoice" in page.content.decode()


def test_more_matches_than_are_looked_at_are_said(three, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.inbox.search.MATCHES_AT_MOST", 1)

    page = signed_in(bob).get(reverse("tickets:list"), {"view": "all", "q": "invoice"})

    assert "Add a word" in page.content.decode()


def test_what_is_older_than_the_newest_is_found_too(three, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.inbox.search.NEWEST_MESSAGES", 1)
    monkeypatch.setattr("tickets.inbox.search.NEWEST_TICKETS", 1)

    assert found(signed_in(bob), "invoice") == [1001, 1003]
    assert found(signed_in(bob), "billing") == [1001]


def test_where_the_newest_match_often_enough_they_are_what_is_found(
    three, bob, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr("tickets.inbox.search.MATCHES_AT_MOST", 1)
    monkeypatch.setattr("tickets.inbox.search.NEWEST_MESSAGES", 1)

    assert found(signed_in(bob), "overdue") == [1003]
    assert found(signed_in(bob), "invoice") == [1003]
