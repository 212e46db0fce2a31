"""Two members at one ticket, their pages drawn at the same time: nothing is lost, the second is told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Member, Team
from tests.factories import receive
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "First question").ticket


def assign(client, *, owner: Member | None = None, team: Team | None = None, was: Ticket):
    """From a page that was drawn when the ticket was as `was`."""
    fields = {
        "owner": owner.pk if owner else "",
        "team": team.pk if team else "",
        "was_owner": was.owner_id or "",
        "was_team": was.team_id or "",
    }
    return client.post(reverse("tickets:assign", args=[1001]), fields, headers=HTMX)


def test_who_changes_the_team_leaves_an_owner_alone_whom_the_page_did_not_know(
    ticket, alice, bob, launchpad, signed_in
) -> None:
    billing = Team.objects.create(tenant=launchpad, name="Billing")
    assign(signed_in(alice), owner=alice, was=ticket)

    assign(signed_in(bob), team=billing, was=ticket)

    now = Ticket.objects.get()
    assert (now.owner, now.team) == (alice, billing)


def test_of_two_who_choose_an_owner_the_second_is_told_and_changes_nothing(
    ticket, alice, bob, signed_in
) -> None:
    assign(signed_in(alice), owner=alice, was=ticket)

    second = assign(signed_in(bob), owner=bob, was=ticket)

    assert "Somebody gave it to Alice meanwhile" in second.headers["HX-Trigger"]
    assert Ticket.objects.get().owner == alice
    assert assign(signed_in(bob), owner=bob, was=Ticket.objects.get()).status_code == 200
    assert Ticket.objects.get().owner == bob


def test_two_who_choose_the_same_agree(ticket, alice, bob, signed_in) -> None:
    assign(signed_in(alice), owner=alice, was=ticket)

    second = assign(signed_in(bob), owner=alice, was=ticket)

    assert "HX-Trigger" not in second.headers
    assert TicketEvent.objects.filter(kind="assigned").count() == 1


def test_who_takes_a_ticket_from_a_colleague_is_told(ticket, alice, bob, signed_in) -> None:
    address = reverse("tickets:take", args=[1001])
    signed_in(alice).post(address, headers=HTMX)

    second = signed_in(bob).post(address, headers=HTMX)

    assert "You took it over from Alice" in second.headers["HX-Trigger"]
    assert Ticket.objects.get().owner == bob


def test_who_resolves_a_resolved_ticket_is_told(ticket, alice, bob, signed_in) -> None:
    address = reverse("tickets:resolve", args=[1001])
    first = signed_in(alice).post(address, headers=HTMX)

    second = signed_in(bob).post(address, headers=HTMX)

    assert "already so" not in first.headers.get("HX-Trigger", "")
    assert "It was already so: Resolved." in second.headers["HX-Trigger"]
    assert TicketEvent.objects.filter(kind="status").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_names_the_events_of_its_own_change_and_only_those(ticket, bob, signed_in, told) -> None:
    client = signed_in(bob)
    told()

    own = client.post(reverse("tickets:resolve", args=[1001]), headers=HTMX).headers["X-Live-Shown"]
    refreshed = client.get(reverse("tickets:live", args=[1001]), headers=HTMX).headers["X-Live-Shown"]

    numbers = [int(number) for number in own.split(",")]
    assert numbers == list(range(numbers[0], numbers[0] + len(told())))
    assert refreshed == ""
