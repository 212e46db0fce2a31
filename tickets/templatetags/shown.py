"""Pieces of the ticket pages that are drawn once for all who see the same."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from accounts.drawing import draw
from accounts.models import Member
from conversations.models import Message
from tickets.models import Ticket, TicketEvent
from tickets.shown import ShownEvent, ShownMessage, ShownMore, ShownReactions, ShownRow

register = template.Library()


@register.simple_tag
def ticket_row(ticket: Ticket, query: str) -> SafeString:
    return draw("tickets/_row.html", ShownRow.of(ticket, query=query))


@register.simple_tag
def message_text(message: Message, ticket: Ticket) -> SafeString:
    return draw("tickets/_message_text.html", ShownMessage.of(message, ticket=ticket.number))


@register.simple_tag
def message_reactions(message: Message, ticket: Ticket, member: Member) -> SafeString | str:
    shown = ShownReactions.of(message, ticket=ticket.number, member=member)
    return draw("tickets/_message_reactions.html", shown) if shown.reactions else ""


@register.simple_tag
def message_more(message: Message, ticket: Ticket) -> SafeString:
    return draw("tickets/_message_more.html", ShownMore(ticket.number, message.pk, message.author_name))


@register.simple_tag
def event_line(event: TicketEvent) -> SafeString:
    return draw("tickets/_event.html", ShownEvent.of(event))
