"""The demo runs the clocks of its tickets again over a past that was made up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from config.demo.content import TENANTS, TenantContent
from config.demo.promises import make_promises, replay_clocks
from tests.factories import receive
from tickets.models import BusinessHours, SlaClock, SlaPolicy, Ticket
from tickets.services import (
    change_priority,
    change_status,
    escalate_ticket,
    hand_back,
    post_hub_message,
    post_reply,
)

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(seconds=30)


def clocks(ticket: Ticket) -> list[tuple]:
    rows = SlaClock.objects.filter(ticket=ticket).order_by("started_at", "target")
    return [
        (row.target, row.started_at, row.due_at, row.paused_since, row.breached_at, row.met_at)
        for row in rows
    ]


def events(ticket: Ticket) -> list[str]:
    return [str(event) for event in ticket.events.filter(kind__startswith="sla").order_by("created_at", "pk")]


def are_about(one: tuple, other: tuple) -> bool:
    return all(
        abs(value - twin) < A_MOMENT if isinstance(value, datetime) and twin else value == twin
        for value, twin in zip(one, other, strict=True)
    )


def live_through(ticket: Ticket, bob, age) -> None:
    """Something of everything that moves a clock; late once."""
    post_hub_message(ticket, author="ai", body="Here is how.", source_id="run:1")
    age(ticket, minutes=10)
    escalate_ticket(ticket, reason="low_confidence")
    age(ticket, minutes=70)
    post_reply(ticket, by=bob, body="I look into it.")
    change_status(ticket, status="pending", by=bob)
    age(ticket, hours=3)
    receive(ticket.channel, "And?", customer=ticket.customer, thread_key=ticket.thread_key)
    ticket.refresh_from_db()
    change_priority(ticket, priority="high", by=bob)
    age(ticket, minutes=5)
    hand_back(ticket, by=bob)


def test_what_is_replayed_is_what_happened(ticket, bob, age) -> None:
    live_through(ticket, bob, age)
    before, told = clocks(ticket), events(ticket)
    ticket.refresh_from_db()
    shown = (ticket.sla_target, ticket.sla_due_at, ticket.sla_next_at, ticket.sla_breached_at)

    replay_clocks(ticket)

    after = clocks(ticket)
    assert len(after) == len(before) == 4
    assert [one for one, other in zip(before, after, strict=True) if not are_about(one, other)] == []
    # Nobody swept while it was lived through, so the warning was not told then.
    assert events(ticket) == ["SLA at risk: First response", *told]
    ticket.refresh_from_db()
    assert are_about(
        shown, (ticket.sla_target, ticket.sla_due_at, ticket.sla_next_at, ticket.sla_breached_at)
    )


@pytest.mark.parametrize("folder", TENANTS)
def test_the_demos_promises_are_made_once_and_shown(folder, launchpad, alice, signed_in) -> None:
    about = TenantContent(folder).tenant
    for _time in range(2):
        make_promises(launchpad, about, by=alice)

    assert SlaPolicy.objects.count() == len(about["policies"])
    assert BusinessHours.objects.count() == len(about["hours"])
    page = signed_in(alice).get(reverse("sla:index")).content.decode()
    assert about["policies"][-1]["name"] in page
    assert "Never reached" not in page
