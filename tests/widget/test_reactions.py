"""Reactions, mirrored both ways between the messenger and the ticket's page."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from django.urls import reverse

from conversations.models import Customer, Message, Reaction
from conversations.reactions import EMOJIS
from conversations.services import delete_message, toggle_reaction
from tests.tickets.conftest import told
from tests.widget.conftest import Visitor, code_of
from tickets.models import Ticket
from tickets.services import post_note, post_reply
from tickets.services.merging import merge_tickets

__all__ = ["told"]

THUMB, HEART = EMOJIS[0][0], EMOJIS[1][0]


@pytest.fixture
def ticket(visitor) -> Ticket:
    visitor.write("My invoice is wrong")
    return Ticket.objects.get()


@pytest.fixture
def reply(ticket, bob) -> Message:
    return post_reply(ticket, by=bob, body="I look into it")


def react(visitor: Visitor, message: Message, emoji: str = THUMB, *, given: object = True):
    return visitor.send("post", "reactions", {"message_id": message.pk, "emoji": emoji, "given": given})


def shown_to(visitor: Visitor, message: Message) -> list[dict]:
    messages = {one["id"]: one for one in visitor.read().json()["messages"]}
    return messages[message.pk]["reactions"]


def test_a_customer_reacts_once_however_often_it_is_sent_and_takes_it_back(visitor, reply) -> None:
    for _time in range(2):
        response = react(visitor, reply)
        assert response.status_code == 200
        assert response.json()["message"]["reactions"] == [{"emoji": THUMB, "names": [], "is_own": True}]
    assert Reaction.objects.count() == 1

    for _time in range(2):
        assert react(visitor, reply, given=False).json()["message"]["reactions"] == []
    assert not Reaction.objects.exists()


def test_the_team_sees_it_and_hears_of_it(
    visitor, ticket, reply, bob, signed_in, told, django_capture_on_commit_callbacks
) -> None:
    visitor.open(traits={"name": "Mia"})
    with django_capture_on_commit_callbacks(execute=True):
        react(visitor, reply)

    assert told() == [f"ticket-{ticket.number}", f"discussion-{ticket.discussion_id}"]
    page = signed_in(bob).get(ticket.get_absolute_url()).content.decode()
    assert f'aria-label="{THUMB} 1: Mia"' in page


def test_a_members_reaction_reaches_a_messenger_that_had_seen_the_message(
    visitor, ticket, bob, signed_in
) -> None:
    question = Message.objects.get(author="customer")
    seen = visitor.read().json()
    address = reverse("tickets:message-react", args=[ticket.number, question.pk])
    signed_in(bob).post(address, {"emoji": HEART})

    page = visitor.read(after=question.pk, changed_since=seen["changed_as_of"]).json()

    assert page["messages"][0]["reactions"] == [{"emoji": HEART, "names": ["Bob"], "is_own": False}]


def test_taken_back_by_a_member_it_goes_from_the_messenger_too(visitor, ticket, bob, alice) -> None:
    question = Message.objects.get(author="customer")
    for member in (bob, alice, bob):
        toggle_reaction(question, emoji=HEART, by=member)
    assert shown_to(visitor, question) == [{"emoji": HEART, "names": ["Alice"], "is_own": False}]


def test_what_members_think_of_a_note_stays_among_them(
    visitor, ticket, bob, signed_in, told, django_capture_on_commit_callbacks
) -> None:
    note = post_note(ticket, by=bob, body="Between us")
    assert code_of(react(visitor, note)) == "MESSAGE_UNKNOWN"
    with django_capture_on_commit_callbacks(execute=True):
        address = reverse("tickets:message-react", args=[ticket.number, note.pk])
        signed_in(bob).post(address, {"emoji": HEART})
    assert told() == [f"ticket-{ticket.number}"]


def test_nobody_reacts_in_anothers_thread(visitor, reply, new_visitor) -> None:
    stranger = new_visitor()
    stranger.open()
    assert code_of(react(stranger, reply)) == "MESSAGE_UNKNOWN"
    stranger.write("Hello")
    assert (react(stranger, reply).status_code, Reaction.objects.count()) == (404, 0)


def test_a_deleted_message_is_not_reacted_to(visitor, reply, bob) -> None:
    react(visitor, reply)
    delete_message(reply, by=bob)
    assert code_of(react(visitor, reply, HEART)) == "MESSAGE_REFUSED"
    assert shown_to(visitor, reply) == []


@pytest.mark.parametrize(
    ("emoji", "given", "said"),
    [
        ("<b>", True, "emoji: Send one of these: 👍"),
        (5, True, "emoji: Send text."),
        (THUMB, "perhaps", "given: Send true or false."),
    ],
)
def test_other_reactions_are_refused_with_what_to_send(visitor, reply, emoji, given, said) -> None:
    response = react(visitor, reply, emoji, given=given)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")
    assert response.json()["error"]["message"].startswith(said)
    assert not Reaction.objects.exists()


def test_customers_who_share_a_ticket_see_nothing_of_each_others_reactions(
    visitor, ticket, new_visitor, bob
) -> None:
    other = new_visitor()
    other.open()
    other.write("Mine is wrong too")
    theirs = Ticket.objects.exclude(pk=ticket.pk).get()
    merge_tickets(theirs, into=ticket, by=bob, is_confirmed=True)
    ticket.refresh_from_db()
    answer = post_reply(ticket, by=bob, body="All invoices are corrected")

    react(visitor, answer)
    react(other, answer, HEART)

    assert shown_to(visitor, answer) == [{"emoji": THUMB, "names": [], "is_own": True}]
    assert shown_to(other, answer) == [{"emoji": HEART, "names": [], "is_own": True}]


def test_who_signs_in_after_both_reacted_alike_has_reacted_once(visitor, widget, reply) -> None:
    secret = "a secret of the tenant"
    widget.settings = {"identity_secret": secret}
    widget.save()
    known = Customer.objects.create(tenant=widget.tenant, external_id="user-7", is_verified=True)
    react(visitor, reply)
    react(visitor, reply, HEART)
    toggle_reaction(reply, emoji=THUMB, by=known)
    signature = hmac.new(secret.encode(), b"user-7", hashlib.sha256).hexdigest()

    assert visitor.open(identity={"user_id": "user-7", "signature": signature}).status_code == 200

    assert sorted(shown_to(visitor, reply), key=lambda one: one["emoji"]) == sorted(
        [{"emoji": emoji, "names": [], "is_own": True} for emoji in (THUMB, HEART)],
        key=lambda one: one["emoji"],
    )


def test_a_reaction_leaves_what_was_summed_up_as_it_is(visitor, ticket, reply) -> None:
    before = Message.objects.get(pk=reply.pk).changed_at
    react(visitor, reply)
    assert Message.objects.get(pk=reply.pk).changed_at == before
