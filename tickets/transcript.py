"""A ticket's messages and events, woven into one timeline."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from conversations.models import Message
from tickets.models import Ticket, TicketEvent

MESSAGES_AT_ONCE = 100


@dataclass(frozen=True)
class Transcript:
    entries: list[Message | TicketEvent]
    earlier_than: int | None


def transcript_of(ticket: Ticket, *, before: int | None = None) -> Transcript:
    """The newest messages, or the newest before message `before`, with the events among them, oldest first.

    `earlier_than` is the message to ask for next, None at the beginning of the ticket.
    """
    messages = Message.objects.filter(discussion=ticket.discussion_id).for_transcript()
    if before is not None:
        messages = messages.filter(pk__lt=before)
    newest = list(messages.order_by("-pk")[: MESSAGES_AT_ONCE + 1])
    has_more = len(newest) > MESSAGES_AT_ONCE
    shown = newest[:MESSAGES_AT_ONCE]
    events = _events_among(ticket, shown, has_more=has_more, is_newest=before is None)
    entries: list[Message | TicketEvent] = [*shown, *events]
    entries.sort(key=attrgetter("created_at"))
    return Transcript(entries, shown[-1].pk if has_more else None)


def _events_among(
    ticket: Ticket, newest_first: list[Message], *, has_more: bool, is_newest: bool
) -> list[TicketEvent]:
    events = TicketEvent.objects.filter(ticket=ticket).select_related("member__user").order_by("pk")
    if has_more:
        events = events.filter(created_at__gte=newest_first[-1].created_at)
    if not is_newest and newest_first:
        events = events.filter(created_at__lte=newest_first[0].created_at)
    return list(events)
