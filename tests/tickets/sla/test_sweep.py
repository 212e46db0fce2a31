"""Warnings and breaches come in time, once each, and nobody's death loses or doubles one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from conversations import live
from tests.factories import receive
from tickets.models import SlaClock, Ticket
from tickets.services import change_status, post_reply
from tickets.services.timeline import lock_ticket
from tickets.sla.sweep import sweep
from tickets.tasks import sweep_sla

pytestmark = pytest.mark.django_db


def kinds(ticket: Ticket) -> list[str]:
    events = ticket.events.filter(kind__startswith="sla").order_by("pk")
    return [f"{event.kind}:{event.data['target']}" for event in events]


def test_nothing_is_told_before_its_time(ticket) -> None:
    assert sweep() == 0
    assert kinds(ticket) == []


def test_a_warning_comes_before_the_breach_and_each_once(ticket, age) -> None:
    age(ticket, minutes=49)
    sweep_sla()
    sweep_sla()
    assert kinds(ticket) == ["sla_warned:first_response"]

    age(ticket, minutes=12)
    sweep_sla()
    sweep_sla()
    assert kinds(ticket) == ["sla_warned:first_response", "sla_breached:first_response"]

    ticket.refresh_from_db()
    clock = SlaClock.objects.get(target="first_response")
    assert clock.breached_at == ticket.sla_breached_at == clock.due_at
    assert ticket.sla_next_at == SlaClock.objects.get(target="resolution").warn_at


def test_where_both_have_passed_only_the_breach_is_told(ticket, age) -> None:
    age(ticket, hours=9)
    sweep()

    assert kinds(ticket) == ["sla_breached:first_response", "sla_breached:resolution"]
    ticket.refresh_from_db()
    assert ticket.sla_next_at is None


def test_the_timeline_says_it_in_words(ticket, age) -> None:
    age(ticket, hours=2)
    sweep()

    assert ticket.events.get(kind="sla_breached").sentence == "SLA breached: First response"


def test_a_frozen_clock_is_left_alone(ticket, bob, age) -> None:
    change_status(ticket, status="pending", by=bob)
    age(ticket, days=2)

    assert sweep() == 0
    assert kinds(ticket) == []


def test_an_answered_ticket_is_left_alone(ticket, bob, age) -> None:
    post_reply(ticket, by=bob, body="I look into it.")
    age(ticket, minutes=70)

    assert sweep() == 0


def test_the_pages_hear_of_it(ticket, age, monkeypatch, django_capture_on_commit_callbacks) -> None:
    told = []
    monkeypatch.setattr(live, "publish_all", lambda tenant_id, events: told.append((tenant_id, set(events))))
    age(ticket, hours=2)
    sweep()

    assert told == [(ticket.tenant_id, {"tickets", f"ticket-{ticket.number}"})]


def test_it_goes_on_until_everything_due_is_told(policy, widget, monkeypatch) -> None:
    monkeypatch.setattr("tickets.sla.sweep.AT_ONCE", 2)
    for number in range(5):
        receive(widget, f"Question {number}")

    assert sweep(timezone.now() + timedelta(minutes=61)) == 5


def test_it_reads_what_is_due_and_nothing_else(policy, widget, count_queries) -> None:
    for number in range(5):
        receive(widget, f"Question {number}")
    with count_queries() as queries:
        sweep()

    assert [query["sql"].split()[0] for query in queries] == ["SAVEPOINT", "SELECT", "RELEASE"]
    assert '"sla_next_at" <=' in queries[1]["sql"]
    assert "SKIP LOCKED" in queries[1]["sql"]


def test_a_sweep_that_dies_leaves_everything_to_the_next(ticket, age, monkeypatch) -> None:
    age(ticket, hours=2)

    def die(*args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(live, "publish_all", die)
        with pytest.raises(SystemExit):
            sweep()
    assert kinds(ticket) == []

    sweep()
    assert kinds(ticket) == ["sla_breached:first_response"]


@pytest.fixture
def held(transactional_db, policy, widget, age) -> Iterator[tuple[Ticket, threading.Event]]:
    """A ticket that is due, and that somebody else is changing until the event is set."""
    ticket = age(receive(widget, "Held").ticket, hours=2)
    is_held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock_ticket(Ticket.objects.get(pk=ticket.pk))
            is_held.set()
            assert let_go.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert is_held.wait(20)
    yield ticket, let_go
    let_go.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_ticket_somebody_is_changing_is_passed_over_and_told_later(held, widget, age) -> None:
    ticket, let_go = held
    other = age(receive(widget, "Free").ticket, hours=1, minutes=30)

    assert sweep() == 1
    assert (kinds(ticket), kinds(other)) == ([], ["sla_breached:first_response"])

    let_go.set()
    with transaction.atomic():
        lock_ticket(ticket)
    assert sweep() == 1
    assert kinds(ticket) == ["sla_breached:first_response"]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_each_breach_once(transactional_db, policy, widget) -> None:
    tickets = [receive(widget, f"Question {number}").ticket for number in range(8)]
    later, start = timezone.now() + timedelta(hours=2), threading.Barrier(3)

    def run() -> None:
        start.wait()
        sweep(later)
        connection.close()

    threads = [threading.Thread(target=run) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [kinds(ticket) for ticket in tickets] == [["sla_breached:first_response"]] * 8
