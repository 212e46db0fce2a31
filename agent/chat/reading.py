"""A chat as an engine reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.chat.categories import names_of
from agent.thread import as_thread_message, said_in
from ai.types import AnalysisRequest, ThreadMessage
from conversations.models import Message
from tickets.models import Ticket

# Of a long chat the newest messages, the newest of all whole; what came earlier was analysed when it was new.
MESSAGES_AT_MOST = 40
CHARACTERS_AT_MOST = 5_000
CHARACTERS_IN_ALL = 20_000


def read_chat(ticket: Ticket) -> AnalysisRequest:
    """What the customer, the AI and the team said to each other, with the tenant's categories."""
    newest = said_in(ticket).public().only("pk", "author", "kind", "body").order_by("-pk")[:MESSAGES_AT_MOST]
    return AnalysisRequest(
        messages=tuple(reversed(list(_fitting(newest)))),
        categories=tuple(names_of(ticket.tenant)),
        language=ticket.tenant.language,
    )


def read_since(ticket: Ticket, request: AnalysisRequest) -> int:
    """The first message that was read, where earlier ones were left out; 0 where all that is there was."""
    first = request.messages[0].id
    return first if said_in(ticket).public().filter(pk__lt=first).exists() else 0


def _fitting(newest: Iterable[Message]) -> Iterator[ThreadMessage]:
    left = CHARACTERS_IN_ALL
    for message in newest:
        read = as_thread_message(message, at_most=CHARACTERS_AT_MOST)
        left -= len(read.text)
        if left < 0:
            return
        yield read


def newest_message_of_customer(ticket: Ticket) -> int | None:
    theirs = Message.objects.filter(discussion=ticket.discussion_id, author=Message.Author.CUSTOMER)
    return theirs.order_by("-pk").values_list("pk", flat=True).first()
