"""A ticket's messages and events, woven into one timeline."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from django.db.models import Model, QuerySet

from accounts.models import Member
from conversations.models import Customer, Message
from tickets.models import Ticket, TicketEvent

Row = TypeVar("Row", bound=Model)
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
    later = messages.filter(pk=before).first() if before is not None else None
    if later is not None:
        messages = messages.filter(pk__lt=later.pk)
    newest = list(messages.order_by("-pk")[: MESSAGES_AT_ONCE + 1])
    has_more = len(newest) > MESSAGES_AT_ONCE
    shown = newest[:MESSAGES_AT_ONCE]
    events = _events_between(ticket, shown[-1] if has_more else None, later)
    entries: list[Message | TicketEvent] = [*shown, *events]
    entries.sort(key=attrgetter("created_at"))
    _put_people_on(entries, ticket)
    return Transcript(entries, shown[-1].pk if has_more else None)


def _events_between(ticket: Ticket, first: Message | None, later: Message | None) -> list[TicketEvent]:
    """From the page's first message (None: the beginning) to the next page's first (None: the end)."""
    events = TicketEvent.objects.filter(ticket=ticket).order_by("pk")
    if first is not None:
        events = events.filter(created_at__gte=first.created_at)
    if later is not None:
        events = events.filter(created_at__lt=later.created_at)
    return list(events)


def _put_people_on(entries: list[Message | TicketEvent], ticket: Ticket) -> None:
    """Set who wrote what: few people, whom a join would read again for every entry."""
    messages = [entry for entry in entries if isinstance(entry, Message)]
    members = _by_key(Member.objects.select_related("user"), {entry.member_id for entry in entries})
    others = {message.customer_id for message in messages} - {ticket.customer_id}
    customers = {ticket.customer_id: ticket.customer, **_by_key(Customer.objects.all(), others)}
    for entry in entries:
        entry.member = members[entry.member_id] if entry.member_id else None
    for message in messages:
        message.customer = customers[message.customer_id] if message.customer_id else None


def _by_key(rows: QuerySet[Row], keys: set[int | None]) -> dict[int, Row]:
    wanted = keys - {None}
    return rows.in_bulk(wanted) if wanted else {}
