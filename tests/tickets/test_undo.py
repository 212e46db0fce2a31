from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member, Team
from accounts.models.team import TeamMember
from tests.factories import SlaPolicyFactory, TeamFactory, receive
from tickets.models import BulkAction, Category, Csat, Notification, SlaClock, Tag, Ticket, TicketEvent
from tickets.services import post_reply
from tickets.services.merging import merge_tickets

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
KEPT = (
    *("status", "priority", "owner", "team", "category", "snoozed_until", "resolved_at", "reopened_at"),
    *("waiting_since", "contained", "latest_activity_at", "sla_target"),
)


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "My invoice is wrong").ticket


@pytest.fixture
def bobs(bob: Member, signed_in: Callable[[Member], Client]) -> Client:
    return signed_in(bob)


def state(ticket: Ticket) -> tuple[object, ...]:
    fresh = Ticket.objects.get(pk=ticket.pk)
    return *(getattr(fresh, name) for name in KEPT), list(fresh.tags.all())


def act(client: Client, verb: str, ticket: Ticket, *args: object, **fields: object) -> str:
    """Do it on the ticket's page; returns the address that its toast offers to undo it by."""
    response = client.post(reverse(f"tickets:{verb}", args=[ticket.number, *args]), fields, headers=HTMX)
    assert response.status_code == 200
    return str(json.loads(response.headers["HX-Trigger"])["toast"]["undo"])


def said(response) -> str:
    return str(json.loads(response.headers["HX-Trigger"])["toast"]["text"])


def undo(client: Client, address: str) -> str:
    return said(client.post(address, headers=HTMX))


@pytest.mark.parametrize(
    "verb", ["resolve", "pending", "snooze", "assign", "take", "priority", "tag", "category"]
)
def test_every_change_offers_an_undo_that_puts_everything_back(ticket, alice, bobs, launchpad, verb) -> None:
    billing = Category.objects.create(tenant=launchpad, name="Billing")
    fields = {
        "snooze": {"until": (timezone.now() + timedelta(days=1)).isoformat()},
        "assign": {"owner": alice.pk, "team": TeamFactory(tenant=launchpad).pk},
        "priority": {"priority": "critical"},
        "tag": {"name": "VIP"},
        "category": {"category": billing.pk},
    }
    before = state(ticket)

    address = act(bobs, verb, ticket, **fields.get(verb, {}))
    assert state(ticket) != before
    answer = undo(bobs, address)

    assert state(ticket) == before
    assert answer.startswith(f"Undone in {ticket.reference}")
    assert str(ticket.events.latest("pk")).startswith("Bob undid: ")


def test_what_was_taken_away_comes_back(ticket, bob, bobs, launchpad) -> None:
    ticket.tags.add(tag := Tag.objects.create(tenant=launchpad, name="VIP"))
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    act(bobs, "snooze", ticket, until=tomorrow)
    before = state(ticket)

    undo(bobs, act(bobs, "wake", ticket))
    undo(bobs, act(bobs, "untag", ticket, tag.pk))

    assert state(ticket) == before


def test_a_ticket_that_sleeps_again_by_an_undo_still_wakes(ticket, bobs, work_off) -> None:
    act(bobs, "snooze", ticket, until=(timezone.now() + timedelta(seconds=90)).isoformat())
    undo(bobs, act(bobs, "wake", ticket))

    work_off()
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_a_reopened_ticket_is_resolved_as_before(ticket, bob, bobs) -> None:
    post_reply(ticket, by=bob, body="It is corrected.")
    act(bobs, "resolve", ticket)
    before = state(ticket)

    undo(bobs, act(bobs, "reopen", ticket))

    assert state(ticket) == before
    assert Csat.objects.count() == 1


def test_no_customer_is_asked_about_a_resolution_that_was_undone(ticket, bob, bobs) -> None:
    post_reply(ticket, by=bob, body="It is corrected.")
    address = act(bobs, "resolve", ticket)
    assert Csat.objects.count() == 1

    undo(bobs, address)

    assert Csat.objects.count() == 0


def test_a_rating_that_was_given_meanwhile_stays(ticket, bob, bobs) -> None:
    post_reply(ticket, by=bob, body="It is corrected.")
    address = act(bobs, "resolve", ticket)
    Csat.objects.update(rating=5, answered_at=timezone.now())

    undo(bobs, address)

    assert Csat.objects.get().rating == 5
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_the_clocks_go_on_as_if_nothing_had_happened(widget, bobs, launchpad) -> None:
    SlaPolicyFactory(tenant=launchpad)
    ticket = receive(widget, "My invoice is wrong").ticket
    clocks = SlaClock.objects.filter(ticket=ticket).order_by("target")
    started = list(clocks.values_list("target", "started_at", "met_at"))

    undo(bobs, act(bobs, "resolve", ticket))

    assert list(clocks.values_list("target", "started_at", "met_at")) == started
    assert all(clock.running_since is not None for clock in clocks)
    ticket.refresh_from_db()
    assert ticket.sla_target == "first_response"


def test_what_somebody_changed_since_is_left_alone_and_said(ticket, alice, bobs, signed_in) -> None:
    address = act(bobs, "priority", ticket, priority="high")
    act(signed_in(alice), "priority", ticket, priority="critical")

    response = bobs.post(address, headers=HTMX)

    assert response.status_code == 422
    assert "changed again since" in said(response)
    ticket.refresh_from_db()
    assert ticket.priority == "critical"
    assert not ticket.events.filter(kind="undone").exists()


def test_another_change_in_between_does_not_stand_in_the_way(ticket, alice, bobs, signed_in) -> None:
    address = act(bobs, "priority", ticket, priority="high")
    act(signed_in(alice), "pending", ticket)

    undo(bobs, address)

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.status) == ("medium", "pending")


def test_a_customer_who_wrote_does_not_find_the_ticket_resolved_again(widget, ticket, bob, bobs) -> None:
    post_reply(ticket, by=bob, body="It is corrected.")
    act(bobs, "resolve", ticket)
    address = act(bobs, "reopen", ticket)
    receive(widget, "No, it is not", customer=ticket.customer, thread_key=ticket.thread_key)

    assert "changed again since" in undo(bobs, address)

    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_an_undo_does_not_follow_a_ticket_that_was_merged_away(widget, ticket, bob, bobs) -> None:
    address = act(bobs, "priority", ticket, priority="high")
    other = receive(widget, "Again", customer=ticket.customer, thread_key="another").ticket
    merge_tickets(ticket, into=other, by=bob)

    assert "changed again since" in undo(bobs, address)


def test_who_was_given_a_ticket_by_mistake_is_not_told_of_it(ticket, alice, bobs) -> None:
    address = act(bobs, "assign", ticket, owner=alice.pk)
    assert Notification.objects.filter(member=alice, kind="assigned").count() == 1

    undo(bobs, address)

    assert not Notification.objects.filter(member=alice).exists()


def test_who_has_read_that_they_were_given_a_ticket_keeps_the_notification(ticket, alice, bobs) -> None:
    address = act(bobs, "assign", ticket, owner=alice.pk)
    Notification.objects.update(read_at=timezone.now())

    undo(bobs, address)

    assert Notification.objects.filter(member=alice, kind="assigned").count() == 1


def test_an_assignment_that_was_undone_is_not_given_out_again(ticket, alice, bob, bobs, launchpad) -> None:
    team = TeamFactory(tenant=launchpad, assignment=Team.Assignment.ROUND_ROBIN)
    TeamMember.objects.create(team=team, member=alice)
    Ticket.objects.filter(pk=ticket.pk).update(team=team)

    undo(bobs, act(bobs, "take", ticket))

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team, ticket.stays_unowned) == (None, team, True)


def test_twice_is_harmless(ticket, bobs) -> None:
    address = act(bobs, "resolve", ticket)
    undo(bobs, address)
    events = TicketEvent.objects.count()

    undo(bobs, address)

    assert TicketEvent.objects.count() == events


def test_too_late_is_refused(ticket, bobs) -> None:
    address = act(bobs, "resolve", ticket)
    BulkAction.objects.update(finished_at=timezone.now() - timedelta(hours=2))

    assert "too long ago" in undo(bobs, address)

    ticket.refresh_from_db()
    assert ticket.status == "resolved"


def test_what_changes_nothing_offers_no_undo(ticket, bobs) -> None:
    response = bobs.post(
        reverse("tickets:priority", args=[ticket.number]), {"priority": "medium"}, headers=HTMX
    )

    assert "undo" not in response.headers.get("HX-Trigger", "")
    assert not BulkAction.objects.exists()


def test_only_who_did_it_undoes_it(ticket, alice, vera, charlie, bobs, signed_in) -> None:
    address = act(bobs, "resolve", ticket)

    assert signed_in(alice).post(address, headers=HTMX).status_code == 404
    assert signed_in(vera).post(address, headers=HTMX).status_code == 403
    assert signed_in(charlie).post(address, headers=HTMX).status_code == 404
    assert bobs.get(address).status_code == 405
    ticket.refresh_from_db()
    assert ticket.status == "resolved"


def test_without_scripts_it_leads_back_to_the_ticket(ticket, bobs) -> None:
    address = act(bobs, "resolve", ticket)

    response = bobs.post(address, follow=True)

    assert response.redirect_chain[-1][0] == ticket.get_absolute_url()
    assert "Undone in" in response.content.decode()


def test_a_single_change_is_not_offered_again_above_the_list(ticket, bobs) -> None:
    act(bobs, "resolve", ticket)

    assert "ticket changed" not in bobs.get(reverse("tickets:bulk-latest"), headers=HTMX).content.decode()
