"""Tickets that found nobody when they came, and who takes them when there is room again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member, Team
from tests.factories import MemberFactory, TeamFactory, receive
from tickets.assignment import giving
from tickets.assignment.giving import give_out_waiting
from tickets.models import Ticket
from tickets.services import assign_ticket, change_status, escalate_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def billing(launchpad, bob) -> Team:
    team = TeamFactory(tenant=launchpad, name="Billing", assignment="round_robin", capacity=1)
    team.members.add(bob)
    return team


def arrive(widget, team: Team, by: Member, **fields: object) -> Ticket:
    ticket = receive(widget).ticket
    Ticket.objects.filter(pk=ticket.pk).update(**fields)
    return assign_ticket(ticket, owner=None, team=team, by=by)


def owners() -> list[Member | None]:
    return [ticket.owner for ticket in Ticket.objects.order_by("pk").select_related("owner")]


def test_a_resolved_ticket_makes_room_for_the_next(widget, billing, alice, bob) -> None:
    first = arrive(widget, billing, alice)
    arrive(widget, billing, alice)
    assert give_out_waiting() == 0

    change_status(first, status="resolved", by=bob)

    assert give_out_waiting() == 1
    assert owners() == [bob, bob]
    assert give_out_waiting() == 0


def test_the_most_urgent_that_waits_goes_first_and_then_the_oldest(widget, billing, alice, bob) -> None:
    bob.away_since = timezone.now()
    bob.save()
    old, urgent, new = (
        arrive(widget, billing, alice, priority=priority) for priority in ("medium", "critical", "medium")
    )
    order = []
    for _turn in range(3):
        Member.objects.update(away_since=None)
        Ticket.objects.exclude(owner=None).update(status="resolved")
        give_out_waiting()
        order.append(Ticket.objects.get(owner=bob, status="open"))

    assert order == [urgent, old, new]


def test_who_comes_back_gets_what_waited(widget, billing, alice, bob, signed_in) -> None:
    client = signed_in(bob)
    for _twice in range(2):
        assert client.post(reverse("presence:away")).status_code == 302
    ticket = arrive(widget, billing, alice)
    assert give_out_waiting() == 0

    for _twice in range(2):
        assert client.post(reverse("presence:available")).status_code == 302
    give_out_waiting()

    ticket.refresh_from_db()
    assert ticket.owner == bob


def test_nobody_chosen_on_purpose_stays_until_it_comes_to_a_team_anew(
    widget, billing, launchpad, alice, bob, signed_in
) -> None:
    Team.objects.update(capacity=None)
    billing.members.add(alice)
    ticket = arrive(widget, billing, alice)
    owner = ticket.owner
    form = {"owner": "", "team": billing.pk, "was_owner": owner.pk, "was_team": billing.pk}
    client = signed_in(bob)

    for _twice in range(2):
        client.post(reverse("tickets:assign", args=[ticket.number]), form)
        assert give_out_waiting() == 0
        assert owners() == [None]

    assign_ticket(ticket, owner=None, team=None, by=bob)
    assign_ticket(ticket, owner=None, team=billing, by=bob)
    assert owners() != [None]


def test_nobody_chosen_on_purpose_stays_until_it_is_escalated(widget, billing, alice, bob) -> None:
    ticket = arrive(widget, billing, alice)
    assign_ticket(ticket, owner=None, team=billing, by=bob)
    assert owners() == [None]

    escalate_ticket(ticket, reason="manual", by=alice)

    assert owners() == [bob]


def test_what_is_snoozed_resolved_or_by_hand_is_not_given_out(widget, billing, launchpad, alice, bob) -> None:
    by_hand = TeamFactory(tenant=launchpad)
    by_hand.members.add(bob)
    arrive(widget, by_hand, alice)
    bob.away_since = timezone.now()
    bob.save()
    arrive(widget, billing, alice, snoozed_until=timezone.now() + timedelta(hours=1))
    arrive(widget, billing, alice, status="resolved")
    Member.objects.update(away_since=None)

    assert give_out_waiting() == 0


def test_a_team_without_room_does_not_hold_up_another(widget, billing, launchpad, alice, bob) -> None:
    full = TeamFactory(tenant=launchpad, name="A first", assignment="round_robin", capacity=1)
    bob.away_since = timezone.now()
    bob.save()
    arrive(widget, full, alice)
    arrive(widget, billing, alice)
    Member.objects.update(away_since=None)

    assert give_out_waiting() == 1


def test_asking_costs_the_same_however_many_wait(
    widget, billing, launchpad, alice, bob, count_queries
) -> None:
    bob.away_since = timezone.now()
    bob.save()
    arrive(widget, billing, alice)
    with count_queries() as few:
        give_out_waiting()
    for _ticket in range(5):
        arrive(widget, billing, alice)
    with count_queries() as many:
        give_out_waiting()

    assert len(many) == len(few)


def test_the_queue_is_sorted_once_for_many_tickets(
    widget, billing, alice, bob, count_queries, monkeypatch
) -> None:
    bob.away_since = timezone.now()
    bob.save()
    for _ticket in range(5):
        arrive(widget, billing, alice)
    Member.objects.update(away_since=None)
    Team.objects.update(capacity=None)
    monkeypatch.setattr(giving, "AT_ONCE", 4)

    with count_queries() as queries:
        assert give_out_waiting() == 5

    assert sum("SKIP LOCKED" in query["sql"] for query in queries) == 2


def test_where_nobody_has_room_the_queue_is_not_looked_at(widget, billing, alice, bob, count_queries) -> None:
    bob.away_since = timezone.now()
    bob.save()
    arrive(widget, billing, alice)

    with count_queries() as queries:
        assert give_out_waiting() == 0

    assert not any("SKIP LOCKED" in query["sql"] for query in queries)


def test_the_persons_menu_shows_and_changes_it(bob, vera, signed_in) -> None:
    client = signed_in(bob)
    page = client.get(reverse("tickets:list")).content.decode()
    assert reverse("presence:away") in page
    assert "You are away" not in page

    answer = client.post(reverse("presence:away"), headers={"HX-Request": "true"}).content.decode()

    assert "You are away" in answer
    assert "You are away" in client.get(reverse("tickets:list")).content.decode()
    assert reverse("presence:away") not in signed_in(vera).get(reverse("tickets:list")).content.decode()


def test_it_leads_back_to_the_page_it_was_made_on_and_nowhere_else(bob, signed_in) -> None:
    url = reverse("presence:away")
    client = signed_in(bob)

    ours = client.post(url, headers={"Referer": "http://testserver/conversations/notifications/"})
    other = client.post(url, headers={"Referer": "https://evil.example/"})

    assert ours["Location"] == "http://testserver/conversations/notifications/"
    assert other["Location"] == reverse("tickets:list")


@pytest.mark.parametrize("name", ["presence:away", "presence:available"])
def test_only_those_who_answer_have_a_presence(name, vera, bob, signed_in, client) -> None:
    assert signed_in(vera).post(reverse(name)).status_code == 403
    assert signed_in(bob).get(reverse(name)).status_code == 405
    assert client.post(reverse(name)).status_code == 302
    assert not Member.objects.exclude(away_since=None).exists()


@pytest.mark.django_db(transaction=True)
def test_tickets_that_arrive_at_once_never_go_over_a_limit(widget, billing, launchpad, alice) -> None:
    """Eight at once, in two teams that share a member, for three places in all."""
    other = TeamFactory(tenant=launchpad, assignment="load_balanced", capacity=2)
    other.members.add(*billing.members.all(), MemberFactory(tenant=launchpad))
    tickets = [receive(widget, f"Question {number}").ticket for number in range(8)]
    together = threading.Barrier(len(tickets))
    failures: list[Exception] = []

    def come(ticket: Ticket, team: Team) -> None:
        try:
            together.wait()
            with transaction.atomic():
                assign_ticket(ticket, owner=None, team=team, by=alice)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=come, args=(Ticket.objects.get(pk=ticket.pk), team))
        for number, ticket in enumerate(tickets)
        for team in [(billing, other)[number % 2]]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    loads = [Ticket.objects.filter(owner=member).count() for member in other.members.all()]
    assert max(loads) <= 2
    assert sum(loads) == 4
    assert Ticket.objects.filter(team=billing).exclude(owner=None).count() <= 1
