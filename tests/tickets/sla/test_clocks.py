"""When a clock starts, stands still, goes on and ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import ChannelFactory, CustomerFactory, receive
from tickets.models import SlaClock, SlaPolicy, Ticket
from tickets.services import (
    change_priority,
    change_status,
    escalate_ticket,
    hand_back,
    post_hub_message,
    post_note,
    post_reply,
)
from tickets.services.snoozing import snooze_ticket, wake_ticket
from tickets.sla.following import follow

pytestmark = pytest.mark.django_db

FIRST, NEXT, RESOLUTION = "first_response", "next_response", "resolution"
A_MOMENT = timedelta(seconds=20)


def write(ticket: Ticket, body: str) -> None:
    """The customer writes again."""
    receive(ticket.channel, body, customer=ticket.customer, thread_key=ticket.thread_key)
    ticket.refresh_from_db()


def answer_by_ai(ticket: Ticket) -> None:
    source_id = f"run:{timezone.now().timestamp()}"
    post_hub_message(ticket, author="ai", body="Here is how.", source_id=source_id)


def is_about(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and abs(moment - other) < A_MOMENT


def minutes_from_now(number: float) -> datetime:
    return timezone.now() + timedelta(minutes=number)


def test_a_new_ticket_owes_a_first_response_and_its_resolution(ticket, clock) -> None:
    assert clock(ticket, FIRST).due_at == ticket.created_at + timedelta(hours=1)
    assert clock(ticket, FIRST).warn_at == ticket.created_at + timedelta(minutes=48)
    assert clock(ticket, RESOLUTION).due_at == ticket.created_at + timedelta(hours=8)
    assert SlaClock.objects.count() == 2
    assert (ticket.sla_target, ticket.sla_due_at) == (FIRST, clock(ticket, FIRST).due_at)


def test_where_nothing_is_promised_it_costs_one_query(widget, bob, count_queries) -> None:
    ticket = receive(widget).ticket
    with count_queries() as queries:
        post_reply(ticket, by=bob, body="I look into it.")

    tables = ("tickets_slapolicy", "tickets_slaclock")
    assert [table for table in tables for query in queries if f'"{table}"."id"' in query["sql"]] == [
        tables[0]
    ]
    assert not SlaClock.objects.exists()


def test_the_ais_answer_is_a_first_response(ticket, clock) -> None:
    answer_by_ai(ticket)

    assert clock(ticket, FIRST).met_at is not None
    assert (ticket.sla_target, clock(ticket, RESOLUTION).is_open) == (RESOLUTION, True)


def test_neither_a_note_nor_a_notice_of_the_hub_is_an_answer(ticket, bob, clock) -> None:
    post_note(ticket, by=bob, body="Billing bug again")
    post_hub_message(ticket, author="system", body="We have handed you over.", source_id="a")

    assert clock(ticket, FIRST).is_open


def test_a_hand_over_makes_the_first_response_owed_anew_and_only_a_member_gives_it(
    ticket, bob, age, clock
) -> None:
    answer_by_ai(ticket)
    age(ticket, minutes=30)
    escalate_ticket(ticket, reason="low_confidence")
    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(60))

    answer_by_ai(ticket)
    assert clock(ticket, FIRST).is_open

    post_reply(ticket, by=bob, body="I look into it.")
    assert not clock(ticket, FIRST).is_open
    assert SlaClock.objects.filter(target=FIRST).count() == 2


def test_a_hand_over_before_any_answer_restarts_the_clock_that_runs(ticket, age, clock) -> None:
    age(ticket, minutes=50)
    escalate_ticket(ticket, reason="low_confidence")

    assert SlaClock.objects.filter(target=FIRST).count() == 1
    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(60))


def test_what_was_missed_before_the_hand_over_stays_missed(ticket, age, clock) -> None:
    age(ticket, minutes=61)
    escalate_ticket(ticket, reason="low_confidence")

    assert clock(ticket, FIRST).is_breached
    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(-1))


def test_a_member_who_has_answered_has_given_the_first_response_for_good(ticket, bob, clock) -> None:
    post_reply(ticket, by=bob, body="I look into it.")
    escalate_ticket(ticket, reason="manual", by=bob)

    assert not clock(ticket, FIRST).is_open


def test_handing_back_to_the_ai_ends_what_people_owed(ticket, bob, clock) -> None:
    answer_by_ai(ticket)
    escalate_ticket(ticket, reason="manual", by=bob)
    hand_back(ticket, by=bob)

    assert not clock(ticket, FIRST).is_open


def test_handed_back_without_any_answer_yet_the_ai_owes_it(ticket, bob, clock) -> None:
    escalate_ticket(ticket, reason="manual", by=bob)
    hand_back(ticket, by=bob)
    assert clock(ticket, FIRST).is_open

    answer_by_ai(ticket)
    assert not clock(ticket, FIRST).is_open


def test_the_next_response_counts_from_the_first_message_that_waits(ticket, bob, age, clock) -> None:
    post_reply(ticket, by=bob, body="I look into it.")
    assert not SlaClock.objects.filter(target=NEXT).exists()

    write(ticket, "And?")
    age(ticket, minutes=10)
    write(ticket, "Hello?")
    assert is_about(clock(ticket, NEXT).due_at, minutes_from_now(20))

    post_reply(ticket, by=bob, body="It is mended.")
    assert not clock(ticket, NEXT).is_open
    assert SlaClock.objects.filter(target=NEXT).count() == 1


def test_before_the_first_answer_there_is_no_next_one(ticket) -> None:
    write(ticket, "Hello?")

    assert not SlaClock.objects.filter(target=NEXT).exists()


@pytest.mark.parametrize("way", ["pending", "snoozed"])
def test_a_clock_is_frozen_and_goes_on_with_what_is_left(ticket, bob, age, clock, way) -> None:
    age(ticket, minutes=20)
    if way == "pending":
        change_status(ticket, status="pending", by=bob)
    else:
        snooze_ticket(ticket, until=timezone.now() + timedelta(days=2), by=bob)
    age(ticket, hours=30)

    assert clock(ticket, FIRST).is_frozen
    assert abs(clock(ticket, FIRST).remaining - timedelta(minutes=40)) < A_MOMENT
    assert (ticket.sla_due_at, ticket.sla_next_at, ticket.sla_target) == (None, None, FIRST)

    if way == "pending":
        change_status(ticket, status="open", by=bob)
    else:
        wake_ticket(ticket, by=bob)
    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(40))
    assert is_about(ticket.sla_due_at, minutes_from_now(40))


def test_a_customer_who_writes_sets_the_frozen_clock_going(ticket, bob, age, clock) -> None:
    post_reply(ticket, by=bob, body="Which invoice?")
    age(ticket, hours=1)
    change_status(ticket, status="pending", by=bob)
    age(ticket, hours=5)
    write(ticket, "The last one")

    assert is_about(clock(ticket, RESOLUTION).due_at, minutes_from_now(7 * 60))
    assert is_about(clock(ticket, NEXT).due_at, minutes_from_now(30))


def test_what_was_missed_is_not_frozen(ticket, bob, age, clock) -> None:
    age(ticket, minutes=90)
    change_status(ticket, status="pending", by=bob)

    assert clock(ticket, FIRST).is_breached
    assert is_about(ticket.sla_due_at, minutes_from_now(-30))
    assert clock(ticket, RESOLUTION).is_frozen


def test_another_priority_counts_by_its_policy_from_the_original_start(
    ticket, launchpad, bob, age, clock, policy
) -> None:
    policy.position = 2
    policy.save()
    SlaPolicy.objects.create(
        tenant=launchpad, name="Urgent", position=1, priorities=["critical"], first_response_minutes=30
    )
    age(ticket, minutes=10)

    change_priority(ticket, priority="critical", by=bob)
    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(20))
    assert not SlaClock.objects.filter(target=RESOLUTION).exists()

    change_priority(ticket, priority="medium", by=bob)
    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(50))
    assert is_about(clock(ticket, RESOLUTION).due_at, minutes_from_now(470))


def test_a_breach_that_a_longer_target_takes_back_is_none(ticket, launchpad, bob, age, clock, policy) -> None:
    policy.position = 2
    policy.save()
    SlaPolicy.objects.create(
        tenant=launchpad, name="Slow", position=1, priorities=["low"], first_response_minutes=600
    )
    age(ticket, minutes=90)
    follow(ticket)
    assert clock(ticket, FIRST).is_breached

    change_priority(ticket, priority="low", by=bob)

    assert not clock(ticket, FIRST).is_breached
    assert is_about(ticket.sla_due_at, minutes_from_now(510))


def test_resolving_ends_every_clock(ticket, bob) -> None:
    change_status(ticket, status="resolved", by=bob)

    assert not SlaClock.objects.filter(met_at=None).exists()
    assert (ticket.sla_target, ticket.sla_due_at, ticket.sla_next_at) == ("", None, None)


def test_a_customer_who_comes_back_gets_a_whole_new_promise(ticket, bob, age, clock) -> None:
    post_reply(ticket, by=bob, body="Done.")
    age(ticket, hours=7)
    change_status(ticket, status="resolved", by=bob)
    age(ticket, days=3)
    write(ticket, "Not done at all")

    assert is_about(clock(ticket, RESOLUTION).due_at, minutes_from_now(480))
    assert is_about(clock(ticket, NEXT).due_at, minutes_from_now(30))
    assert not SlaClock.objects.filter(breached_at__isnull=False).exists()


def test_a_resolving_taken_back_goes_on_with_what_was_left(ticket, bob, age, clock) -> None:
    age(ticket, minutes=45)
    change_status(ticket, status="resolved", by=bob)
    age(ticket, minutes=100)
    change_status(ticket, status="open", by=bob)

    assert is_about(clock(ticket, FIRST).due_at, minutes_from_now(15))
    assert is_about(clock(ticket, RESOLUTION).due_at, minutes_from_now(480 - 45))
    assert SlaClock.objects.count() == 2


def test_an_answer_that_comes_late_leaves_the_breach(ticket, bob, age, clock) -> None:
    age(ticket, minutes=61)
    post_reply(ticket, by=bob, body="Sorry.")

    late = clock(ticket, FIRST)
    assert late.breached_at == late.due_at
    assert late.met_at > late.breached_at
    assert ticket.sla_breached_at == late.breached_at
    assert ticket.events.filter(kind="sla_breached").count() == 1


def test_a_promise_is_not_broken_before_it_was_made(widget, policy, bob, age, clock) -> None:
    SlaPolicy.objects.update(removed_at=timezone.now())
    old = receive(widget, "Long ago").ticket
    age(old, days=30)
    SlaPolicy.objects.update(removed_at=None, created_at=timezone.now())

    change_priority(old, priority="high", by=bob)

    assert is_about(clock(old, FIRST).due_at, minutes_from_now(60))


def test_the_first_policy_that_matches_counts(launchpad, widget, clock) -> None:
    rules = [
        {"segments": ["Partners"], "first_response_minutes": 10},
        {"plans": ["enterprise"], "first_response_minutes": 20},
        {"channel_ids": [widget.pk + 1000], "first_response_minutes": 1},
        {"priorities": ["medium"], "channel_ids": [widget.pk], "first_response_minutes": 40},
    ]
    for position, rule in enumerate(rules):
        SlaPolicy.objects.create(tenant=launchpad, name=f"Policy {position}", position=position, **rule)
    people = {10: {"segment": " partners", "plan": "enterprise"}, 20: {"plan": "Enterprise"}, 40: {}}

    for minutes, traits in people.items():
        customer = CustomerFactory(tenant=launchpad, **traits)
        ticket = receive(widget, "Hello", customer=customer).ticket
        assert clock(ticket, FIRST).goal == timedelta(minutes=minutes)


def test_another_tenants_policies_do_not_count(policy, harbor, charlie) -> None:
    receive(ChannelFactory(tenant=harbor))

    assert not SlaClock.objects.exists()


def test_following_twice_changes_nothing(ticket, age) -> None:
    age(ticket, minutes=90)
    follow(ticket)
    ticket.save()
    before = list(SlaClock.objects.order_by("pk").values()), ticket.events.count()
    follow(ticket)

    assert (list(SlaClock.objects.order_by("pk").values()), ticket.events.count()) == before


def test_what_a_member_does_on_the_page_stops_and_starts_the_clocks(ticket, bob, signed_in, clock) -> None:
    browser = signed_in(bob)
    for verb, is_frozen in (("pending", True), ("reopen", False)):
        browser.post(reverse(f"tickets:{verb}", args=[ticket.number]))
        assert clock(ticket, FIRST).is_frozen == is_frozen
    browser.post(reverse("tickets:reply", args=[ticket.number]), {"text": "I look into it."})

    assert not clock(ticket, FIRST).is_open
