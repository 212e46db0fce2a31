"""A ticket's messages as an engine reads them."""

from __future__ import annotations

from datetime import datetime

from ai.types import SummaryRequest, ThreadMessage
from conversations.models import Message
from conversations.querysets import MessageQuerySet
from tickets.models import Ticket

# Of a long thread the beginning, which says what it is about, and the end, which says how it stands.
FIRST, NEWEST = 6, 54
CHARACTERS_AT_MOST = 2000


def said_in(ticket: Ticket, *, until: datetime | None = None) -> MessageQuerySet[Message]:
    """What people and the AI wrote, notes included, without what was deleted."""
    messages = Message.objects.filter(discussion=ticket.discussion_id, deleted_at=None)
    messages = messages.exclude(author=Message.Author.SYSTEM)
    return messages.filter(created_at__lte=until) if until else messages


def read_thread(ticket: Ticket, *, until: datetime | None = None) -> SummaryRequest:
    said = said_in(ticket, until=until).only("pk", "author", "kind", "body")
    newest = list(said.order_by("-pk")[:NEWEST])
    first = list(said.order_by("pk")[:FIRST])
    messages = {message.pk: message for message in (*first, *newest)}
    return SummaryRequest(
        subject=ticket.subject,
        messages=tuple(as_thread_message(messages[pk]) for pk in sorted(messages)),
        language=ticket.tenant.language,
    )


def as_thread_message(message: Message, *, at_most: int = CHARACTERS_AT_MOST) -> ThreadMessage:
    roles = {
        Message.Author.CUSTOMER: "customer",
        Message.Author.AI: "ai",
        Message.Author.MEMBER: "note" if message.is_note else "member",
    }
    return ThreadMessage.model_validate(
        {
            "id": message.pk,
            "role": roles[Message.Author(message.author)],
            "text": message.body[:at_most],
        }
    )
