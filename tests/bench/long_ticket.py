"""A conversation that went on for long."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from conversations.markup import render_markdown
from conversations.models import Message
from tests.bench.copying import copy_rows
from tests.bench.seed import ANSWER, House
from tickets.models import Ticket

MESSAGES = 200
QUESTION = "It happened again with order {place}: the **export** stops half way. What can I do?"


def long_ticket(messages: int) -> int:
    """The number of a ticket with so many messages, customer and member in turn."""
    house = House.of_demo()
    ticket = Ticket.objects.for_tenant(house.tenant).filter(channel=house.channel).latest("pk")
    known = Message.objects.filter(discussion=ticket.discussion_id).count()
    began = timezone.now() - timedelta(hours=messages)
    names = ["tenant", "discussion", "author", "customer", "member", "body", "html", "created_at"]
    rows = []
    for place in range(known, messages):
        asks = place % 2 == 0
        text = QUESTION.format(place=place) if asks else ANSWER
        who = ("customer", ticket.customer_id, None) if asks else ("member", None, house.owners[0])
        at = began + timedelta(hours=place)
        rows.append((house.tenant.pk, ticket.discussion_id, *who, text, render_markdown(text), at))
    copy_rows(Message, names, rows)
    return ticket.number
