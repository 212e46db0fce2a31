"""Writing in a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.deliveries import queue_delivery
from conversations.jobs import enqueue
from conversations.models import Attachment, Customer, Message
from conversations.services import MessageRefused, post_message
from conversations.sharing import is_shared
from tickets.live import announce
from tickets.models import Ticket, TicketEvent
from tickets.newer import Seen, check_nothing_newer
from tickets.notify.occasions import notify_mentioned
from tickets.services.timeline import add_event, lock_ticket
from tickets.sla.following import follow


@transaction.atomic
def post_reply(
    ticket: Ticket,
    *,
    by: Member,
    body: str,
    source_id: str = "",
    parent: Message | None = None,
    attachments: Sequence[Attachment] = (),
    seen: Seen | None = None,
) -> Message:
    """Answer the customer. Who answers a ticket that nobody owns owns it; from here on the AI is silent
    in it until it is handed back.

    The same `source_id` is the same reply. `seen` is what was there when it was begun: it is not sent past
    anything newer. Raises conversations.services.MessageRefused.
    """
    ticket = lock_ticket(ticket)
    check_is_here(ticket)
    if seen is not None:
        check_nothing_newer(ticket, seen=seen, by=by)
    message, is_new = post_message(
        discussion=ticket.discussion,
        author=by,
        body=body,
        source_id=source_id,
        parent=parent,
        attachments=attachments,
    )
    if not is_new:
        return message
    queue_delivery(message, ticket.channel)
    # A draft of the AI's that it was made from learns what became of it.
    enqueue("agent.settle_drafts", key=f"settle-drafts:{message.pk}", message_id=message.pk)
    notify_mentioned(ticket, message)
    ticket.note_message(message)
    _take_over(ticket, by)
    follow(ticket)
    ticket.save()
    announce(ticket)
    return message


def _take_over(ticket: Ticket, by: Member) -> None:
    if ticket.owner is None:
        ticket.owner = by
        add_event(ticket, TicketEvent.Kind.ASSIGNED, by=by, data={"owner": by.name, "team": ""})
    if ticket.ai_silent_since is None:
        ticket.ai_silent_since = timezone.now()
        if ticket.first_ai_reply_at is not None:
            add_event(ticket, TicketEvent.Kind.TOOK_OVER, by=by)


@transaction.atomic
def post_note(
    ticket: Ticket,
    *,
    by: Member,
    body: str,
    source_id: str = "",
    parent: Message | None = None,
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Write to colleagues only; it never leaves for the customer."""
    ticket = lock_ticket(ticket)
    check_is_here(ticket)
    message, is_new = post_message(
        discussion=ticket.discussion,
        author=by,
        body=body,
        kind=Message.Kind.NOTE,
        source_id=source_id,
        parent=parent,
        attachments=attachments,
    )
    if is_new:
        notify_mentioned(ticket, message)
        announce(ticket)
    return message


@transaction.atomic
def post_hub_message(
    ticket: Ticket,
    *,
    author: Literal["ai", "system"],
    body: str,
    source_id: str,
    citations: Sequence[dict[str, Any]] = (),
    to: Customer | None = None,
) -> Message:
    """Post what the AI or the hub itself says to a customer. The same `source_id` is the same message.

    Where several customers share the ticket, only `to` sees it, or the ticket's own customer.
    """
    ticket = lock_ticket(ticket)
    message, is_new = post_message(
        discussion=ticket.discussion,
        author=author,
        body=body,
        source_id=source_id,
        citations=citations,
        audience=(to or ticket.customer) if is_shared(ticket.discussion_id) else None,
    )
    if is_new:
        queue_delivery(message, ticket.channel)
        ticket.note_message(message)
        follow(ticket)
        ticket.save()
        announce(ticket)
    return message


def check_is_here(ticket: Ticket) -> None:
    """A conversation that was merged into another goes on there; raises MessageRefused."""
    if ticket.merged_into is not None:
        raise MessageRefused(
            _("%(one)s was merged into %(other)s meanwhile. Write it there: what you typed is still here.")
            % {"one": ticket.reference, "other": ticket.merged_into.reference}
        )
