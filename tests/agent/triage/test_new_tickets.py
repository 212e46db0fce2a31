"""Triage of new tickets in the background, whichever way they came to be."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import TriageThread
from conversations.models import Message
from tests.agent.triage.conftest import BILL, CHECKOUT
from tests.factories import SuggestionFactory, receive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_ticket_from_a_chat_is_triaged_and_keeps_the_category_it_came_with(
    widget, work_off, browser
) -> None:
    chat = receive(widget, BILL).ticket
    suggestion = SuggestionFactory(
        tenant=chat.tenant, ticket=chat, message_ids=[chat.latest_message_id], category="maintenance"
    )
    browser.post(reverse("agent:chat-create", args=[chat.number, suggestion.pk]))
    work_off()

    opened = Ticket.objects.get(ai_generated=True)
    assert TriageThread.objects.get(ticket=opened, source="new_ticket").result["category"] == "Billing"
    assert opened.category.name == "Maintenance"


def test_a_ticket_that_was_split_off_is_triaged(ticket, widget, work_off, browser) -> None:
    receive(widget, CHECKOUT, customer=ticket.customer, thread_key=ticket.thread_key)
    moved = Message.objects.get(body=CHECKOUT)
    browser.post(reverse("tickets:split", args=[ticket.number]), {"message": moved.pk})
    work_off()

    new = Ticket.objects.get(split_from=ticket)
    assert TriageThread.objects.get(ticket=new).result["category"] == "Bug"
