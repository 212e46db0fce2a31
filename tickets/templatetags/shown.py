"""Pieces of the ticket pages that are drawn once for all who see the same."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from accounts.drawing import draw
from conversations.models import Message
from tickets.models import Ticket, TicketEvent
from tickets.shown import ShownEvent, ShownMessage, ShownRow

register = template.Library()


@register.simple_tag
def ticket_row(ticket: Ticket, view: str) -> SafeString:
    return draw("tickets/_row.html", ShownRow.of(ticket, view=view))


@register.simple_tag
def message_text(message: Message) -> SafeString:
    return draw("tickets/_message_text.html", ShownMessage.of(message))


@register.simple_tag
def event_line(event: TicketEvent) -> SafeString:
    return draw("tickets/_event.html", ShownEvent.of(event))
