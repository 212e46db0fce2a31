from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from config.demo.aging import age_ticket
from tests.factories import receive
from tickets.models import SlaClock, SlaPolicy, Ticket

YEAR_AGO = timedelta(days=365)


@pytest.fixture
def policy(launchpad) -> SlaPolicy:
    """Around the clock: an hour for the first answer, half of it for the next ones, eight hours for all."""
    return SlaPolicy.objects.create(
        tenant=launchpad,
        name="Everybody",
        first_response_minutes=60,
        next_response_minutes=30,
        resolution_minutes=480,
        created_at=timezone.now() - YEAR_AGO,
    )


@pytest.fixture
def ticket(policy, widget) -> Ticket:
    return receive(widget, "My invoice is wrong", thread_key="thread").ticket


@pytest.fixture
def age() -> Callable[..., Ticket]:
    """`age(ticket, minutes=5)`: five minutes pass."""

    def pass_time(ticket: Ticket, **by: float) -> Ticket:
        age_ticket(ticket, timedelta(**by))
        ticket.refresh_from_db()
        return ticket

    return pass_time


@pytest.fixture
def clock() -> Callable[[Ticket, str], SlaClock]:
    """The newest clock of a ticket for a target."""

    def find(ticket: Ticket, target: str) -> SlaClock:
        return SlaClock.objects.filter(ticket=ticket, target=target).latest("pk")

    return find
