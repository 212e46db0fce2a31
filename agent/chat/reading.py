"""A chat as an engine reads it."""

from __future__ import annotations

from agent.chat.categories import names_of
from agent.thread import as_thread_message, said_in
from ai.types import AnalysisRequest, ThreadMessage
from conversations.models import Message
from tickets.models import Ticket

# Of a long chat the newest messages; what came earlier was analysed when it was new.
MESSAGES_AT_MOST = 40


def read_chat(ticket: Ticket) -> AnalysisRequest:
    """What the customer, the AI and the team said to each other, with the tenant's categories."""
    newest = said_in(ticket).public().only("pk", "author", "kind", "body").order_by("-pk")[:MESSAGES_AT_MOST]
    messages: list[ThreadMessage] = [as_thread_message(message) for message in reversed(newest)]
    return AnalysisRequest(
        messages=tuple(messages),
        categories=tuple(names_of(ticket.tenant)),
        language=ticket.tenant.language,
    )


def newest_message_of_customer(ticket: Ticket) -> int | None:
    theirs = Message.objects.filter(discussion=ticket.discussion_id, author=Message.Author.CUSTOMER)
    return theirs.order_by("-pk").values_list("pk", flat=True).first()
