"""Lists by how tickets stand with their clocks, and the order of risk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from tests.factories import receive
from tickets.models import SlaClock, SlaPolicy, Ticket
from tickets.services import change_status, post_reply
from tickets.sla.following import follow
from tickets.sla.learning import AT_LEAST, learn

pytestmark = pytest.mark.django_db


@pytest.fixture
def every(policy, widget, bob, age) -> dict[str, Ticket]:
    """A ticket in each state."""
    tickets = {name: receive(widget, name).ticket for name in ("track", "risk", "breached", "frozen", "done")}
    age(tickets["risk"], minutes=50)
    age(tickets["breached"], minutes=70)
    change_status(tickets["frozen"], status="pending", by=bob)
    age(tickets["done"], hours=9)
    change_status(tickets["done"], status="resolved", by=bob)
    return tickets


def test_each_state_lists_its_tickets_and_no_others(every) -> None:
    rows, now = Ticket.objects.all(), timezone.now()

    assert list(rows.sla_is("on_track", now)) == [every["track"]]
    assert list(rows.sla_is("at_risk", now)) == [every["risk"]]
    assert list(rows.sla_is("breached", now)) == [every["breached"]]
    assert list(rows.sla_is("frozen", now)) == [every["frozen"]]
    assert list(rows.sla_is("missed", now)) == [every["done"]]


def test_a_ticket_says_the_same_of_itself(every) -> None:
    states = {
        name: Ticket.objects.get(pk=ticket.pk).sla_state(timezone.now()) for name, ticket in every.items()
    }

    assert states == {
        "track": "on_track",
        "risk": "at_risk",
        "breached": "breached",
        "frozen": "frozen",
        "done": None,
    }


def test_the_list_says_how_each_ticket_stands(every, bob, signed_in) -> None:
    page = signed_in(bob).get(reverse("tickets:list"), {"view": "all"}).content.decode()

    rows = {
        name: page.split(f'id="row-{ticket.number}"')[1].split("</li>")[0] for name, ticket in every.items()
    }
    assert 'class="sla"' in rows["track"]
    assert "59 min" in rows["track"]
    assert "At risk" in rows["risk"]
    assert "Breached" in rows["breached"]
    assert 'class="sla' not in rows["done"] + rows["frozen"]


def test_what_usually_takes_longest_comes_first_when_all_are_due_at_once(launchpad, widget) -> None:
    """All have four hours; what usually takes three of them has to be begun first."""
    for priority, hours in (("low", 1), ("high", 3), ("medium", None)):
        SlaPolicy.objects.create(
            tenant=launchpad,
            name=priority,
            priorities=[priority],
            resolution_minutes=240,
            usual_resolution=timedelta(hours=hours) if hours else None,
        )
    for priority in ("low", "medium", "high"):
        ticket = receive(widget, priority).ticket
        ticket.priority = priority
        ticket.save()

    for ticket in Ticket.objects.all():
        follow(ticket)
        ticket.save()

    assert [ticket.priority for ticket in Ticket.objects.by_risk()] == ["high", "medium", "low"]


def test_the_usual_time_is_the_median_of_what_was_needed(ticket, policy) -> None:
    def add(count: int) -> None:
        SlaClock.objects.bulk_create(
            SlaClock(
                tenant=ticket.tenant,
                ticket=ticket,
                policy=policy,
                target="next_response",
                used=timedelta(minutes=number),
                started_at=timezone.now(),
                met_at=timezone.now(),
            )
            for number in range(1, count + 1)
        )

    add(AT_LEAST - 1)
    learn()
    policy.refresh_from_db()
    assert policy.usual_next_response is None

    add(AT_LEAST)
    learn()
    policy.refresh_from_db()
    assert policy.usual_next_response == timedelta(minutes=5)
    assert policy.usual_resolution is None


def test_a_frozen_and_a_finished_ticket_are_not_in_the_order_of_risk(every) -> None:
    assert list(Ticket.objects.by_risk()) == [every["breached"], every["risk"], every["track"]]


def every_tenants_due(now):
    return Ticket.objects.filter(sla_next_at__lte=now).order_by("sla_next_at")


@pytest.mark.parametrize(
    ("narrow", "index"),
    [
        (
            lambda rows, now: rows.sla_is("breached", now).order_by("-latest_activity_at", "-pk"),
            "ticket_sla_",
        ),
        (lambda rows, now: rows.sla_is("at_risk", now).order_by("-latest_activity_at", "-pk"), "ticket_sla_"),
        (lambda rows, now: rows.by_risk(), "ticket_sla_risk"),
        (lambda rows, now: rows.sla_is("missed", now).order_by("-sla_breached_at"), "ticket_sla_breached"),
        (lambda rows, now: every_tenants_due(now), "ticket_sla_next"),
    ],
    ids=["breached", "at risk", "by risk", "missed", "next"],
)
def test_a_list_is_read_by_its_index(ticket, launchpad, narrow, index) -> None:
    rows = narrow(Ticket.objects.for_tenant(launchpad), timezone.now())[:51]
    with connection.cursor() as cursor:
        # So small a table would be read whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()

    assert index in plan, plan


def test_a_row_costs_no_query_of_its_own(policy, widget, bob, signed_in, count_queries) -> None:
    client = signed_in(bob)
    counts = []
    for number in range(6):
        post_reply(receive(widget, f"Question {number}").ticket, by=bob, body="Hello")
        with count_queries() as queries:
            client.get(reverse("tickets:list"), {"view": "all"}, headers={"HX-Request": "true"})
        counts.append(len(queries))

    assert counts[-1] == counts[1]


def card_of(client, ticket: Ticket) -> str:
    """The words of its card, as the live page gets them."""
    page = client.get(reverse("tickets:live", args=[ticket.number]), headers={"HX-Request": "true"})
    card = page.content.decode().split('id="ticket-sla"')[1].split("</section>")[0]
    return " ".join(strip_tags(f"<p {card}").split())


def test_the_card_says_how_each_clock_stands(every, bob, signed_in) -> None:
    browser = signed_in(bob)
    cards = {name: card_of(browser, ticket) for name, ticket in every.items()}

    assert "First response 59 min 1 h promised, due " in cards["track"]
    assert "First response 9 min At risk. 1 h promised, due " in cards["risk"]
    assert "First response 10 min over Breached. 1 h promised" in cards["breached"]
    assert "Resolution Frozen 7 h 59 min of 8 h left" in cards["frozen"]
    assert "First response Late 9 h of 1 h used" in cards["done"]
    assert "Everybody" in cards["track"]


def test_a_ticket_without_a_promise_has_an_empty_place_for_the_card(widget, bob, signed_in) -> None:
    ticket = receive(widget).ticket

    page = signed_in(bob).get(reverse("tickets:detail", args=[ticket.number])).content.decode()
    assert '<div id="ticket-sla" hidden' in page
