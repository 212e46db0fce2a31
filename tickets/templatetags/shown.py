"""Pieces of the ticket pages that are drawn once for all who see the same."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.drawing import draw
from conversations.models import Delivery, Message
from tickets.inbox.views import InboxView
from tickets.models import Ticket, TicketEvent
from tickets.shown import ShownEntry, ShownEvent, ShownMoments, ShownPresets, ShownRow
from tickets.snoozing import Moment

register = template.Library()

ENTRY = "tickets/_entry.html"


@register.simple_tag
def ticket_row(ticket: Ticket, query: str) -> SafeString:
    return draw("tickets/_row.html", ShownRow.of(ticket, query=query))


@register.simple_tag(takes_context=True)
def message_entry(context: Context, message: Message) -> SafeString:
    """A message with what can be done with it, for the context's ticket and member."""
    shown = ShownEntry.of(
        message,
        ticket=context["ticket"].number,
        member=context["request"].member,
        may_write=context["may_write"],
    )
    if not _wants_form(message, may_write=context["may_write"]):
        return draw(ENTRY, shown)
    # Forms hold a token that is another one each time: these few are not kept.
    around = {str(name): value for name, value in context.flatten().items()}
    foot = render_to_string("tickets/_message_foot.html", {**around, "message": message})
    return render_to_string(ENTRY, {"shown": shown, "foot": foot})


def _wants_form(message: Message, *, may_write: bool) -> bool:
    """A deleted message may be brought back; one that failed may be sent again, and says why it failed."""
    if message.is_deleted:
        return may_write and hasattr(message, "deleted_text")
    delivery = getattr(message, "delivery", None)
    return delivery is not None and delivery.state == Delivery.State.FAILED


@register.simple_tag
def moment_buttons(moments: list[Moment], action: str = "") -> SafeString:
    return draw("tickets/_moments.html", ShownMoments(tuple(moments), action))


@register.simple_tag
def preset_links(views: Iterable[InboxView], current: str) -> SafeString:
    return draw("tickets/_presets.html", ShownPresets(tuple(views), current))


@register.simple_tag
def event_line(event: TicketEvent) -> SafeString:
    return draw("tickets/_event.html", ShownEvent.of(event))
