"""Who is told of what."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Member
from tests.factories import MemberFactory, TeamFactory, receive
from tickets.models import Notification, NotificationSettings, Ticket, TicketEvent
from tickets.models.notification import Choice
from tickets.notify.words import ICONS, sentence_of
from tickets.services import assign_ticket, escalate_ticket, post_note, post_reply
from tickets.services.timeline import add_event

pytestmark = pytest.mark.django_db

Kind = Notification.Kind


def told(member: Member) -> list[str]:
    return list(Notification.objects.of_member(member).unread().order_by("pk").values_list("kind", flat=True))


def test_who_is_assigned_a_ticket_is_told(ticket, alice, bob, signed_in) -> None:
    url = reverse("tickets:assign", args=[ticket.number])

    assert signed_in(alice).post(url, {"owner": bob.pk}).status_code == 302

    notification = Notification.objects.get()
    assert (notification.member, notification.kind, notification.by) == (bob, Kind.ASSIGNED, alice)


def test_nobody_is_told_of_what_they_did_themselves(ticket, bob, signed_in) -> None:
    signed_in(bob).post(reverse("tickets:take", args=[ticket.number]))
    post_note(ticket, by=bob, body="Note to myself, @bob")

    assert told(bob) == []


def test_the_owner_is_not_told_again_when_only_the_team_changes(ticket, alice, bob) -> None:
    assign_ticket(ticket, owner=bob, team=None, by=alice)
    Notification.objects.all().delete()

    assign_ticket(ticket, owner=bob, team=TeamFactory(tenant=ticket.tenant), by=alice)

    assert told(bob) == []


def test_a_team_is_told_of_a_ticket_that_nobody_owns(ticket, alice, bob, vera) -> None:
    team = TeamFactory(tenant=ticket.tenant)
    team.members.add(alice, bob)

    assign_ticket(ticket, owner=None, team=team, by=alice)

    assert (told(alice), told(bob), told(vera)) == ([], [Kind.TEAM], [])


def test_a_team_is_left_alone_when_one_of_them_owns_the_ticket(ticket, alice, bob) -> None:
    team, other = TeamFactory(tenant=ticket.tenant), MemberFactory(tenant=ticket.tenant)
    team.members.add(bob, other)

    assign_ticket(ticket, owner=bob, team=team, by=alice)

    assert (told(bob), told(other)) == ([Kind.ASSIGNED], [])


@pytest.mark.parametrize("post", [post_note, post_reply])
def test_who_is_mentioned_is_told_with_the_message(post, ticket, alice, bob) -> None:
    message = post(ticket, by=bob, body="@alice, can you look at this?")

    notification = Notification.objects.get(member=alice)
    assert (notification.kind, notification.by, notification.message) == (Kind.MENTIONED, bob, message)


def test_the_owner_is_told_when_the_customer_writes(widget, ticket, alice, bob) -> None:
    assign_ticket(ticket, owner=bob, team=None, by=alice)
    Notification.objects.all().delete()

    receive(widget, "And the second one too", customer=ticket.customer, thread_key=ticket.thread_key)

    assert (told(bob), told(alice)) == ([Kind.REPLIED], [])


def test_an_escalation_of_nobodys_ticket_is_told_to_all_who_answer(ticket, alice, bob, vera, charlie) -> None:
    escalate_ticket(ticket, reason="low_confidence")

    assert [told(member) for member in (alice, bob, vera, charlie)] == [
        [Kind.ESCALATED],
        [Kind.ESCALATED],
        [],
        [],
    ]


def test_an_escalation_within_a_team_is_told_to_that_team(ticket, alice, bob) -> None:
    team = TeamFactory(tenant=ticket.tenant)
    team.members.add(bob)
    assign_ticket(ticket, owner=None, team=team, by=bob)

    escalate_ticket(ticket, reason="low_confidence")

    assert (told(bob), told(alice)) == ([Kind.ESCALATED], [])


@pytest.mark.parametrize("kind", [Kind.SLA_WARNED, Kind.SLA_BREACHED])
def test_the_owner_is_told_of_their_sla(kind, ticket, alice, bob) -> None:
    assign_ticket(ticket, owner=bob, team=None, by=bob)

    add_event(ticket, kind, data={"target": "first_response"})

    assert (told(bob), told(alice)) == ([kind], [])


@pytest.mark.parametrize("kind", [Kind.SLA_WARNED, Kind.SLA_BREACHED])
def test_the_sla_of_nobodys_ticket_is_told_to_all_who_answer(kind, ticket, alice, bob, vera, charlie) -> None:
    add_event(ticket, kind, data={"target": "first_response"})

    assert [told(member) for member in (alice, bob, vera, charlie)] == [[kind], [kind], [], []]


@pytest.mark.parametrize("kind", ["merged_away", "merged_in"])
def test_the_owner_is_told_of_a_merge(kind, ticket, alice, bob) -> None:
    assign_ticket(ticket, owner=bob, team=None, by=bob)

    add_event(ticket, kind, by=alice, data={"ticket": 1002})

    assert told(bob) == [Kind.MERGED]


def test_what_happens_again_while_unread_is_counted_on_the_same_notification(widget, ticket, bob) -> None:
    assign_ticket(ticket, owner=bob, team=None, by=bob)
    for body in ("One more thing", "And another", "And the last"):
        receive(widget, body, customer=ticket.customer, thread_key=ticket.thread_key)

    notification = Notification.objects.get(member=bob)
    assert notification.count == 3
    assert notification.message.body == "And the last"


def test_what_happens_after_it_was_read_makes_it_new_and_counts_from_one(
    widget, ticket, bob, signed_in
) -> None:
    assign_ticket(ticket, owner=bob, team=None, by=bob)
    thread = {"customer": ticket.customer, "thread_key": ticket.thread_key}
    receive(widget, "One more thing", **thread)
    signed_in(bob).post(reverse("tickets:read", args=[ticket.number]))

    receive(widget, "And another", **thread)

    notification = Notification.objects.get(member=bob)
    assert (notification.is_unread, notification.count) == (True, 1)


def test_who_wants_to_hear_nothing_of_a_kind_gets_no_row_of_it(ticket, alice, bob) -> None:
    settings = NotificationSettings(member=bob)
    settings.choose({Kind.ASSIGNED: Choice(in_app=False, email="off")})
    settings.save()

    assign_ticket(ticket, owner=bob, team=None, by=alice)

    assert not Notification.objects.exists()


def test_who_left_is_told_nothing(ticket, alice, bob) -> None:
    bob.is_active = False
    bob.save()

    assign_ticket(ticket, owner=bob, team=None, by=alice)

    assert not Notification.objects.exists()


def test_a_customers_message_in_a_ticket_without_an_owner_asks_for_no_notification(
    widget, ticket, bob, count_queries
) -> None:
    thread = {"customer": ticket.customer, "thread_key": ticket.thread_key}

    with count_queries() as queries:
        receive(widget, "One more thing", **thread)

    assert not [query for query in queries.captured_queries if "tickets_notification" in query["sql"]]


def test_the_cost_of_telling_does_not_grow_with_those_told(ticket, alice, bob, count_queries) -> None:
    event = TicketEvent.objects.create(
        tenant=ticket.tenant, ticket=ticket, kind="escalated", actor="ai", data={"reason": "safety"}
    )
    from tickets.notify.occasions import notify_of

    with count_queries() as few:
        notify_of(event)
    MemberFactory.create_batch(5, tenant=ticket.tenant)
    with count_queries() as many:
        notify_of(Ticket.objects.get(pk=ticket.pk).events.get(pk=event.pk))

    assert Notification.objects.count() == 7
    assert len(many) <= len(few) + 2  # the ticket and the event are loaded anew


def test_every_kind_has_its_words_and_icon(ticket, alice, bob) -> None:
    """Of every kind, from the events that services write; none is left without a sentence."""
    data = {
        "assigned": {"owner": "Bob", "team": "Billing", "rule": "round_robin"},
        "team": {"team": "Billing"},
        "escalated": {"reason": "no_knowledge"},
        "sla_warned": {"target": "first_response"},
        "sla_breached": {"target": "resolution"},
        "merged": {"ticket": 1002},
        "held_back": {"writer": "Bob", "why": "Alice wrote since."},
        "chat_alert": {"alert": "slow", "value": 2400},
        "review_decided": {"version": 2, "decision": "sent_back"},
    }
    said = {
        kind: sentence_of(Notification(ticket=ticket, kind=kind, by=alice, data=data.get(kind, {})))
        for kind in Kind.values
    }

    assert said == {
        "assigned": "Assigned to you for Billing: In turn",
        "team": "Alice assigned it to Billing",
        "mentioned": "Alice mentioned you",
        "replied": "Alice replied",
        "escalated": "Alice escalated it: No knowledge about it",
        "sla_warned": "SLA at risk: First response",
        "sla_breached": "SLA breached: Resolution",
        "merged": "Alice merged it with #1002",
        "held_back": "A scheduled reply of Bob is held back: Alice wrote since.",
        "chat_alert": "The analysis of chats takes 2.4 seconds on average, this one among them",
        "review_asked": "Alice asks you to approve it",
        "review_decided": "Alice sent version 2 back",
        "review_commented": "Alice commented on it",
    }
    assert set(ICONS) == set(Kind)
