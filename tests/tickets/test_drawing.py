"""Rows and messages are drawn once for all who see the same: what changes must show all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations.models import Channel, Customer, Message
from tests.factories import receive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

HANDED_OVER = {"escalated_at": timezone.now(), "ai_silent_since": timezone.now()}


def row_of(client, **asked) -> str:
    return client.get(reverse("tickets:list"), asked, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"subject": "Something else"}, "Something else"),
        ({"latest_message_preview": "And another thing"}, "And another thing"),
        ({"status": "pending"}, "Pending"),
        ({"priority": "critical"}, "Critical"),
        ({**HANDED_OVER, "escalation_reason": "manual"}, "Escalated"),
        ({**HANDED_OVER, "escalation_reason": "safety"}, "Danger"),
        ({"first_ai_reply_at": timezone.now()}, "AI"),
        ({"first_member_reply_at": timezone.now()}, "People"),
        ({"latest_activity_at": timezone.now() - timedelta(hours=3, minutes=5)}, "3 h"),
    ],
)
def test_a_row_shows_each_change_of_its_ticket(widget, bob, signed_in, change, shown) -> None:
    receive(widget, "First question")
    client = signed_in(bob)
    before = row_of(client, view="all")

    Ticket.objects.update(**change)

    assert f">{shown}<" not in before.replace(" <", "<").replace("> ", ">")
    assert shown in row_of(client, view="all")


def test_a_row_shows_who_owns_it_and_what_its_customer_and_channel_are_called_now(
    widget, bob, signed_in
) -> None:
    receive(widget, "First question")
    client = signed_in(bob)
    before = row_of(client)

    assert "Website:" in before
    Ticket.objects.update(owner=bob)
    Customer.objects.update(name="Renamed Person")
    Channel.objects.update(name="Shop", kind="email")

    after = row_of(client)
    assert "avatar" not in before
    assert "avatar" in after
    assert "Renamed Person" in after
    assert "Shop:" in after


def test_a_row_leads_to_its_ticket_in_the_view_it_stands_in(widget, bob, signed_in) -> None:
    receive(widget, "First question")
    client = signed_in(bob)

    assert "/1001/?view=open" in row_of(client)
    assert "/1001/?view=all" in row_of(client, view="all")


def test_a_row_tells_each_member_the_time_of_their_own_zone(widget, bob, vera, signed_in) -> None:
    receive(widget, "First question")
    Ticket.objects.update(latest_activity_at="2026-07-01T12:00:00Z")
    bob.timezone, vera.timezone = "Asia/Tokyo", "America/New_York"
    bob.save()
    vera.save()

    assert "9 p.m." in row_of(signed_in(bob))
    assert "8 a.m." in row_of(signed_in(vera))


def test_a_message_shows_its_edit_and_its_deletion(widget, bob, signed_in) -> None:
    message = receive(widget, "First question").message
    client = signed_in(bob)
    page = reverse("tickets:detail", args=[1001])
    assert "First question" in client.get(page).content.decode()

    Message.objects.filter(pk=message.pk).update(html="<p>Second thoughts</p>", edited_at=timezone.now())
    edited = client.get(page).content.decode()
    Message.objects.filter(pk=message.pk).update(html="", deleted_at=timezone.now())
    deleted = client.get(page).content.decode()

    assert "Second thoughts" in edited
    assert "edited" in edited
    assert "This message was deleted" in deleted
    assert "Second thoughts" not in deleted


def test_a_ticket_that_was_handed_back_is_not_called_escalated(widget, bob, signed_in) -> None:
    receive(widget, "First question")
    client = signed_in(bob)
    client.post(reverse("tickets:escalate", args=[1001]))
    assert "pill--warning" in row_of(client)

    client.post(reverse("tickets:hand-back", args=[1001]))

    assert "pill--warning" not in row_of(client)
