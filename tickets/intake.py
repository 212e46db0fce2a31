"""The one door for what customers write, whatever the channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from conversations.jobs import enqueue
from conversations.markup import plain_text
from conversations.models import Attachment, Channel, Customer, Discussion, Message
from conversations.services import clean_body, post_message
from tickets.live import announce
from tickets.models import Ticket, TicketCounter, TicketEvent
from tickets.services.timeline import add_event

SAME_TEXT_WINDOW = timedelta(seconds=5)
SUBJECT_LENGTH = 80


@dataclass(frozen=True)
class Received:
    ticket: Ticket
    message: Message
    is_new: bool


@transaction.atomic
def receive_message(
    *,
    channel: Channel,
    customer: Customer,
    thread_key: str,
    body: str,
    source_id: str = "",
    subject: str = "",
    source: dict[str, Any] | None = None,
    attachments: Sequence[Attachment] = (),
) -> Received:
    """Take one customer message into its ticket, opening the ticket when the thread is new.

    `thread_key` names the thread and `source_id` the message at the source: the same source id is
    the same message ever, and the same text in the same thread within five seconds is too. On commit
    the pages hear of it and the AI is asked to respond. Raises conversations.services.MessageRefused.
    """
    body = clean_body(body, has_attachments=bool(attachments))
    _lock_thread(channel, thread_key)
    threads = Ticket.objects.filter(channel=channel, thread_key=thread_key)
    known = threads.select_for_update().only("pk").first()
    if known is not None:
        ticket = Ticket.objects.for_detail().get(pk=known.pk)
        twin = _same_text_just_now(ticket, customer, body)
        if twin is not None:
            return Received(ticket, twin, is_new=False)
    else:
        ticket = _open_ticket(channel, customer, thread_key, subject or body, source or {})
    message, is_new = post_message(
        discussion=ticket.discussion, author=customer, body=body, source_id=source_id, attachments=attachments
    )
    if is_new:
        _follow_up(ticket, message)
    return Received(ticket, message, is_new)


def _lock_thread(channel: Channel, thread_key: str) -> None:
    """Hold the thread until the transaction ends: two first messages at once must make one ticket."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [thread_key, channel.pk])


def _same_text_just_now(ticket: Ticket, customer: Customer, body: str) -> Message | None:
    recent = Message.objects.filter(
        discussion=ticket.discussion, customer=customer, created_at__gt=timezone.now() - SAME_TEXT_WINDOW
    )
    # Only the newest counts: "no", "why?", "no" are three messages.
    newest = recent.order_by("-pk").first()
    return newest if newest is not None and newest.body == body and body else None


def _open_ticket(
    channel: Channel, customer: Customer, thread_key: str, text: str, source: dict[str, Any]
) -> Ticket:
    discussion = Discussion.objects.create(tenant=channel.tenant, scope=Discussion.Scope.TICKET)
    ticket = Ticket(
        tenant=channel.tenant,
        channel=channel,
        customer=customer,
        discussion=discussion,
        thread_key=thread_key,
        source=source,
        subject=plain_text(text, SUBJECT_LENGTH),
        number=TicketCounter.next_for(channel.tenant),
    )
    ticket.save(force_insert=True)
    add_event(ticket, TicketEvent.Kind.CREATED, actor=TicketEvent.Actor.CUSTOMER)
    return ticket


def _follow_up(ticket: Ticket, message: Message) -> None:
    ticket.note_message(message)
    if ticket.status != Ticket.Status.OPEN or ticket.snoozed_until is not None:
        before = ticket.status
        ticket.move_to(Ticket.Status.OPEN, message.created_at)
        add_event(
            ticket,
            TicketEvent.Kind.STATUS,
            actor=TicketEvent.Actor.CUSTOMER,
            data={"from": before, "to": Ticket.Status.OPEN},
        )
    ticket.save()
    announce(ticket)
    enqueue("agent.respond", key=f"respond:{message.pk}", message_id=message.pk)
