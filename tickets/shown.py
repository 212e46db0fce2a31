"""What rows, messages and events show of themselves: all that their markup depends on.

A template that is drawn from one of these is drawn once for all who see the same (accounts.drawing).
What it is to show besides becomes a field here first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.templatetags.ui import relative_words
from conversations.models import Message
from tickets.models import Ticket, TicketEvent


@dataclass(frozen=True)
class ShownRow:
    """A ticket in a list; its link keeps to the view that the list is of."""

    view: str
    number: int
    subject: str
    preview: str
    customer: str
    owner: str
    status: Ticket.Status
    priority: Ticket.Priority
    handling: str
    latest_activity_at: datetime
    age: str

    @classmethod
    def of(cls, ticket: Ticket, *, view: str) -> ShownRow:
        return cls(
            view=view,
            number=ticket.number,
            subject=ticket.subject,
            preview=ticket.latest_message_preview,
            customer=ticket.customer.display_name,
            owner=ticket.owner.name if ticket.owner else "",
            status=Ticket.Status(ticket.status),
            priority=Ticket.Priority(ticket.priority),
            handling=ticket.handling,
            latest_activity_at=ticket.latest_activity_at,
            age=relative_words(ticket.latest_activity_at),
        )


@dataclass(frozen=True)
class ShownFile:
    pk: int
    name: str
    size: int


@dataclass(frozen=True)
class ShownSource:
    title: str
    url: str


@dataclass(frozen=True)
class ShownMessage:
    """What a message says, by whom and when; not what can be done with it."""

    author: str
    author_name: str
    is_note: bool
    is_edited: bool
    is_deleted: bool
    html: str
    sources: tuple[ShownSource, ...]
    files: tuple[ShownFile, ...]
    created_at: datetime
    age: str

    @classmethod
    def of(cls, message: Message) -> ShownMessage:
        return cls(
            author=message.author,
            author_name=message.author_name,
            is_note=message.is_note,
            is_edited=message.edited_at is not None,
            is_deleted=message.is_deleted,
            html=message.html,
            sources=tuple(
                ShownSource(str(source["title"]), str(source["url"])) for source in message.citations
            ),
            files=tuple(ShownFile(file.pk, file.name, file.size) for file in message.attachments.all()),
            created_at=message.created_at,
            age=relative_words(message.created_at),
        )


@dataclass(frozen=True)
class ShownEvent:
    pk: int
    kind: str
    sentence: str
    created_at: datetime
    age: str

    @classmethod
    def of(cls, event: TicketEvent) -> ShownEvent:
        age = relative_words(event.created_at)
        return cls(event.pk, event.kind, event.sentence, event.created_at, age)
