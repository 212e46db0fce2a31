"""What a customer's erased message said is kept by no triage."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import TriageCorrection, TriageThread
from conversations.models import Message
from tests.agent.triage.conftest import BILL, CHECKOUT
from tests.factories import SuggestionFactory, receive
from tickets.models import Category, Ticket
from tickets.services import change_category, post_note

pytestmark = pytest.mark.django_db

CARD = "My card is 4111 1111 1111 1111"


def delete(client, ticket: Ticket, text: str) -> None:
    message = Message.objects.get(body=text, discussion=ticket.discussion)
    client.post(reverse("tickets:message-delete", args=[ticket.number, message.pk]))


def test_its_tickets_triages_and_correction_go(widget, launchpad, alice, signed_in, work_off) -> None:
    ticket, other = receive(widget, f"{BILL}. {CARD}").ticket, receive(widget, CHECKOUT).ticket
    work_off()
    change_category(ticket, category=Category.objects.create(tenant=launchpad, name="Bug"), by=alice)
    work_off()
    assert TriageCorrection.objects.filter(text__contains="4111").exists()

    delete(signed_in(alice), ticket, f"{BILL}. {CARD}")
    work_off()

    assert [thread.ticket for thread in TriageThread.objects.all()] == [other]
    assert not TriageCorrection.objects.exists()


def test_those_of_tickets_that_were_opened_or_split_from_it_go_too(
    widget, alice, signed_in, work_off
) -> None:
    client = signed_in(alice)
    chat = receive(widget, CHECKOUT).ticket
    card = receive(widget, CARD, customer=chat.customer, thread_key=chat.thread_key).message
    suggestion = SuggestionFactory(tenant=chat.tenant, ticket=chat, message_ids=[card.pk])
    client.post(reverse("agent:chat-create", args=[chat.number, suggestion.pk]))
    work_off()
    assert TriageThread.objects.filter(description__contains="4111").count() == 2
    client.post(reverse("tickets:split", args=[chat.number]), {"message": card.pk})
    work_off()

    delete(client, Ticket.objects.get(discussion__messages=card), CARD)
    work_off()

    assert not TriageThread.objects.exists()


def test_a_note_that_is_erased_takes_no_triage_with_it(ticket, alice, signed_in, work_off) -> None:
    post_note(ticket, by=alice, body="Looked into it")
    delete(signed_in(alice), ticket, "Looked into it")
    work_off()
    assert TriageThread.objects.filter(ticket=ticket).exists()
