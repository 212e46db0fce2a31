"""What the AI or the hub did counts as nobody's work."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Member
from tests.factories import TeamFactory, receive
from tickets.assignment.rules import choose_member
from tickets.models import Csat, Ticket
from tickets.services import post_hub_message
from tickets.services.state import assign_ticket, escalate_ticket, resolve_for_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget).ticket


def answered_by(client, value: str) -> str:
    address = f"{reverse('tickets:list')}?view=all&handled={value}"
    return client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_answers_of_the_ai_and_notices_of_the_hub_are_no_members_first_response(
    ticket, bob, signed_in
) -> None:
    post_hub_message(ticket, author="ai", body="By Friday.", source_id="one")
    post_hub_message(ticket, author="system", body="A person takes over.", source_id="two")

    ticket.refresh_from_db()
    assert ticket.first_ai_reply_at
    assert ticket.first_member_reply_at is None
    client, here = signed_in(bob), f"/tickets/{ticket.number}/"
    assert here in answered_by(client, "ai")
    assert here not in answered_by(client, "people")
    assert here not in answered_by(client, "both")


def test_what_the_ai_resolved_nobody_is_rated_for(ticket, bob, signed_in) -> None:
    """Not even its owner, who wrote nothing in it."""
    assign_ticket(ticket, owner=bob, team=None, by=bob)
    post_hub_message(ticket, author="ai", body="By Friday.", source_id="one")
    resolve_for_customer(Ticket.objects.for_detail().get(pk=ticket.pk), actor="ai", contained=True)

    asked = Csat.objects.get(ticket=ticket)
    assert (asked.about, asked.member) == ("ai", None)
    assert not ticket.events.filter(kind="status", member__isnull=False).exists()


def test_a_hand_over_by_the_ai_is_no_members_escalation(ticket) -> None:
    escalate_ticket(ticket, reason="no_knowledge")

    event = ticket.events.get(kind="escalated")
    assert (event.actor, event.member) == ("ai", None)


def test_tickets_that_the_ai_holds_take_nobodys_place(widget, launchpad, bob) -> None:
    team = TeamFactory(tenant=launchpad, assignment="load_balanced", capacity=1)
    team.members.add(bob)
    for number in range(3):
        kept = receive(widget, thread_key=f"kept:{number}").ticket
        post_hub_message(kept, author="ai", body="By Friday.", source_id=f"kept:{number}")

    place = choose_member(team)
    assert place is not None
    assert place.member == bob
    assert Member.objects.for_tenant(launchpad).filter(tickets__isnull=False).count() == 0
