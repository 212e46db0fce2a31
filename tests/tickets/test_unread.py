from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import receive
from tickets.models import Reading, Ticket
from tickets.services import post_reply

pytestmark = pytest.mark.django_db


def unread(client) -> list[int]:
    page = client.get(reverse("tickets:list"), {"view": "all"}).context["page"]
    return [ticket.number for ticket in page.tickets if ticket.is_unread]


def read(client, number: int = 1001):
    return client.post(reverse("tickets:read", args=[number]))


def test_a_customers_message_is_unread_until_the_member_has_seen_it(widget, bob, alice, signed_in) -> None:
    ticket = receive(widget, "First question", thread_key="one").ticket
    client = signed_in(bob)
    assert unread(client) == [1001]
    assert b"data-unread" in client.get(reverse("tickets:list")).content

    assert read(client).status_code == 204

    assert unread(client) == []
    assert unread(signed_in(alice)) == [1001]
    receive(widget, "One more thing", customer=ticket.customer, thread_key="one")
    assert unread(client) == [1001]


def test_what_was_answered_or_resolved_is_not_unread(widget, bob, alice, signed_in) -> None:
    ticket = receive(widget, "First question").ticket
    receive(widget, "Second question")
    post_reply(ticket, by=alice, body="Done.")
    Ticket.objects.filter(number=1002).update(status="resolved")

    assert unread(signed_in(bob)) == []


def test_reading_twice_is_harmless_and_never_goes_back(widget, bob, signed_in) -> None:
    ticket = receive(widget, "First question").ticket
    client = signed_in(bob)
    read(client)
    newest = Reading.objects.get().message
    Ticket.objects.filter(pk=ticket.pk).update(latest_message=None)

    assert read(client).status_code == 204

    assert Reading.objects.get().message == newest


def test_viewers_read_too_and_outsiders_do_not(widget, vera, charlie, signed_in) -> None:
    receive(widget, "First question")

    assert read(signed_in(vera)).status_code == 204
    assert read(signed_in(charlie)).status_code == 404
    assert signed_in(vera).get(reverse("tickets:read", args=[1001])).status_code == 405
