from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations.models import Job
from tests.factories import receive
from tickets.models import Ticket, TicketEvent
from tickets.services import change_status, wake_ticket
from tickets.snoozing import moments

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "First question", thread_key="one").ticket


def snooze(client, until: datetime | str | None = None):
    until = until or timezone.now() + timedelta(days=2)
    value = until if isinstance(until, str) else until.isoformat()
    return client.post(reverse("tickets:snooze", args=[1001]), {"until": value})


def kinds(ticket: Ticket) -> list[str]:
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("pk").values_list("kind", flat=True))


def test_a_snoozed_ticket_leaves_the_open_list_for_its_own(ticket, bob, signed_in) -> None:
    client = signed_in(bob)

    assert snooze(client).status_code == 302

    def listed(view: str) -> list[int]:
        page = client.get(reverse("tickets:list"), {"view": view}).context["page"]
        return [row.number for row in page.tickets]

    assert listed("open") == []
    assert listed("snoozed") == [1001]
    assert kinds(ticket) == ["created", "snoozed"]


def test_it_wakes_at_its_moment_and_only_then(ticket, bob, signed_in, work_off) -> None:
    snooze(signed_in(bob))
    ticket.refresh_from_db()
    wake_at = ticket.snoozed_until
    job = Job.objects.get(name="tickets.wake")

    assert abs(job.run_at - wake_at) < timedelta(seconds=5)
    work_off()

    ticket.refresh_from_db()
    assert ticket.snoozed_until is None
    assert kinds(ticket)[-1] == "woke"


def test_a_ticket_snoozed_anew_sleeps_through_its_first_moment(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    snooze(client, timezone.now() + timedelta(hours=1))
    later = timezone.now() + timedelta(days=1)
    snooze(client, later)
    first, second = Job.objects.filter(name="tickets.wake").order_by("run_at")

    from conversations.jobs.run import run_job

    run_job(first.key)

    ticket.refresh_from_db()
    assert ticket.snoozed_until == later
    run_job(second.key)
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_the_customers_next_message_wakes_it(ticket, widget, bob, signed_in) -> None:
    snooze(signed_in(bob))

    receive(widget, "Are you there?", customer=ticket.customer, thread_key="one")

    ticket.refresh_from_db()
    assert ticket.snoozed_until is None
    assert kinds(ticket) == ["created", "snoozed", "woke"]


def test_the_customers_next_message_wakes_and_opens_a_pending_one(ticket, widget, bob, signed_in) -> None:
    change_status(ticket, status="pending", by=bob)
    snooze(signed_in(bob))

    receive(widget, "Are you there?", customer=ticket.customer, thread_key="one")

    assert kinds(ticket) == ["created", "status", "snoozed", "woke", "status"]


def test_a_member_wakes_it_and_twice_is_harmless(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    snooze(client)

    for _time in range(2):
        assert client.post(reverse("tickets:wake", args=[1001])).status_code == 302

    assert kinds(ticket) == ["created", "snoozed", "woke"]
    wake_ticket(ticket)
    assert kinds(ticket) == ["created", "snoozed", "woke"]


@pytest.mark.parametrize(
    "until", ["", "soon", "2020-01-01T09:00", "9999-01-01T09:00", "2026-02-31T09:00", "\x00"]
)
def test_a_moment_that_can_not_be_is_refused_in_words(ticket, bob, signed_in, until) -> None:
    client = signed_in(bob)
    address = reverse("tickets:snooze", args=[1001])

    assert client.post(address, {"until": until}).status_code == 400
    partly = client.post(address, {"until": until}, headers={"HX-Request": "true"})

    assert "Choose a" in partly.headers["HX-Trigger"]
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_a_resolved_ticket_is_not_snoozed(ticket, bob, signed_in) -> None:
    Ticket.objects.update(status="resolved")

    assert "Reopen it first" in snooze(signed_in(bob)).content.decode()


def test_what_is_typed_is_the_members_own_time(ticket, bob, signed_in) -> None:
    bob.timezone = "Asia/Tokyo"
    bob.save()
    day = (timezone.now() + timedelta(days=3)).date()

    snooze(signed_in(bob), f"{day}T09:00")

    ticket.refresh_from_db()
    assert ticket.snoozed_until == datetime(day.year, day.month, day.day, 0, tzinfo=UTC)


def test_viewers_and_outsiders_snooze_nothing(ticket, vera, charlie, signed_in) -> None:
    assert snooze(signed_in(vera)).status_code == 403
    assert snooze(signed_in(charlie)).status_code == 404
    assert signed_in(vera).get(reverse("tickets:snooze", args=[1001])).status_code == 405


def test_the_offered_moments_are_mornings_where_the_member_lives(bob) -> None:
    bob.timezone = "America/New_York"
    before_clocks_change = datetime(2026, 10, 31, 18, tzinfo=UTC)

    offered = {str(moment.label): moment.at for moment in moments(bob, before_clocks_change)}

    assert offered["Tomorrow"].isoformat() == "2026-11-01T09:00:00-05:00"
    assert offered["Next week"].isoformat() == "2026-11-02T09:00:00-05:00"
    assert offered["In three hours"].isoformat() == "2026-10-31T17:00:00-04:00"
