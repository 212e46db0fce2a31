"""A ticket's messages and events, woven into one timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from django.db.models import Model, QuerySet

from accounts.models import Member
from conversations.models import Attachment, Customer, Message, Reaction
from tickets.models import Ticket, TicketEvent

Row = TypeVar("Row", bound=Model)
MESSAGES_AT_ONCE = 100


@dataclass(frozen=True)
class Transcript:
    entries: list[Message | TicketEvent]
    earlier_than: int | None


def transcript_of(ticket: Ticket, *, before: int | None = None, known: Iterable[Member] = ()) -> Transcript:
    """The newest messages, or the newest before message `before`, with the events among them, oldest first.

    `earlier_than` is the message to ask for next, None at the beginning of the ticket. The members `known`
    need not be read again.
    """
    messages = _messages_of(ticket)
    later = messages.filter(pk=before).first() if before is not None else None
    if later is not None:
        messages = messages.filter(pk__lt=later.pk)
    newest = list(messages.order_by("-pk")[: MESSAGES_AT_ONCE + 1])
    has_more = len(newest) > MESSAGES_AT_ONCE
    shown = newest[:MESSAGES_AT_ONCE]
    events = _events_between(ticket, shown[-1] if has_more else None, later)
    entries: list[Message | TicketEvent] = [*shown, *events]
    entries.sort(key=attrgetter("created_at"))
    _put_parents_on(shown)
    _put_files_and_reactions_on(shown)
    _put_people_on(ticket, shown, events, known)
    return Transcript(entries, shown[-1].pk if has_more else None)


def one_entry(ticket: Ticket, pk: int) -> Message:
    """One message with all that the transcript shows of it. Raises Message.DoesNotExist."""
    message = _messages_of(ticket).get(pk=pk)
    _put_parents_on([message])
    _put_files_and_reactions_on([message])
    _put_people_on(ticket, [message], [])
    return message


def as_entry(message: Message) -> Message:
    """One that was just written, with its people and parent, as the transcript shows it."""
    message.files, message.given = list(message.attachments.all()), list(message.reactions.all())
    return message


def _messages_of(ticket: Ticket) -> QuerySet[Message]:
    return Message.objects.filter(discussion=ticket.discussion_id).for_transcript()


def _events_between(ticket: Ticket, first: Message | None, later: Message | None) -> list[TicketEvent]:
    """From the page's first message (None: the beginning) to the next page's first (None: the end)."""
    events = TicketEvent.objects.filter(ticket=ticket).order_by("pk")
    if first is not None:
        events = events.filter(created_at__gte=first.created_at)
    if later is not None:
        events = events.filter(created_at__lt=later.created_at)
    return list(events)


def _put_parents_on(messages: list[Message]) -> None:
    """Set what each answers: most of it is on the page already."""
    known = {message.pk: message for message in messages}
    known |= _by_key(Message.objects.all(), {message.parent_id for message in messages} - known.keys())
    for message in messages:
        message.parent = known[message.parent_id] if message.parent_id else None


def _put_files_and_reactions_on(messages: list[Message]) -> None:
    files = _by_key(Attachment.objects.all(), {key for message in messages for key in message.file_keys})
    given = _by_key(Reaction.objects.all(), {key for message in messages for key in message.reaction_keys})
    for message in messages:
        # What was taken away between the two statements is not there any more.
        message.files = [files[key] for key in message.file_keys if key in files]
        message.given = [given[key] for key in message.reaction_keys if key in given]


def _put_people_on(
    ticket: Ticket, messages: list[Message], events: list[TicketEvent], known: Iterable[Member] = ()
) -> None:
    """Set who did what: few people, whom a join would read again for every entry."""
    reactions = [reaction for message in messages for reaction in message.given]
    parents = [message.parent for message in messages if message.parent]
    theirs: list[Message | Reaction] = [*messages, *parents, *reactions]
    members = {member.pk: member for member in known}
    missing = {row.member_id for row in (*theirs, *events)} - members.keys()
    members |= _by_key(Member.objects.select_related("user"), missing)
    customers = {ticket.customer_id: ticket.customer}
    customers |= _by_key(Customer.objects.all(), {row.customer_id for row in theirs} - customers.keys())
    for row in (*theirs, *events):
        row.member = members[row.member_id] if row.member_id else None
    for row in theirs:
        row.customer = customers[row.customer_id] if row.customer_id else None


def _by_key(rows: QuerySet[Row], keys: Iterable[int | None]) -> dict[int, Row]:
    wanted = set(keys) - {None}
    return rows.in_bulk(wanted) if wanted else {}
