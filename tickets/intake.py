"""The one door for what customers write, whatever the channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from conversations.jobs import enqueue
from conversations.markup import plain_text
from conversations.models import Attachment, Channel, Customer, Discussion, Message
from conversations.services import clean_body, post_message
from tickets.containment import look_for_earlier
from tickets.live import announce
from tickets.models import Ticket, TicketCounter, TicketEvent
from tickets.notify.occasions import notify_of_reply
from tickets.services.predicting import triage_later
from tickets.services.timeline import add_event
from tickets.sla.following import follow, prepare
from tickets.threads import lock_thread, tickets_of_thread

SAME_TEXT_WINDOW = timedelta(seconds=5)
SUBJECT_LENGTH = 80
# Who writes on within this is read once, when they are done.
CHAT_PAUSE = timedelta(seconds=1.5)


@dataclass(frozen=True)
class Received:
    ticket: Ticket
    message: Message
    is_new: bool
    opened: bool = False


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
    with transaction.atomic(savepoint=False):
        lock_thread(channel.pk, thread_key)
        known = _ticket_of(channel, thread_key)
        # With files, the same words may stand beside others.
        twin = _same_text_just_now(known, customer, body) if known and not attachments else None
        if known is not None and twin is not None:
            return Received(known, twin, is_new=False)
        ticket = known or _new_ticket(channel, customer, thread_key, subject or body, source or {})
        message, is_new = post_message(
            discussion=ticket.discussion,
            author=customer,
            body=body,
            source_id=source_id,
            attachments=attachments,
        )
        if is_new:
            _follow_up(ticket, message)
        return Received(ticket, message, is_new, opened=known is None)


def _ticket_of(channel: Channel, thread_key: str) -> Ticket | None:
    """The ticket to which the thread leads, held until the transaction ends."""
    threads = tickets_of_thread(channel, thread_key)
    # Only what it can never leave is joined: a ticket that changed while the lock was awaited stays found.
    ticket = threads.select_for_update(of=["self"]).select_related("discussion").first()
    if ticket is not None and ticket.merged_into_id is not None:
        # It was merged away while its row was awaited; by now the thread leads further.
        return _ticket_of(channel, thread_key)
    if ticket is not None:
        ticket.tenant, ticket.channel = channel.tenant, channel
    return ticket


def _same_text_just_now(ticket: Ticket, customer: Customer, body: str) -> Message | None:
    recent = Message.objects.filter(
        discussion=ticket.discussion, customer=customer, created_at__gt=timezone.now() - SAME_TEXT_WINDOW
    )
    # Only the newest counts: "no", "why?", "no" are three messages.
    newest = recent.order_by("-pk").first()
    return newest if newest is not None and newest.body == body and body else None


def _new_ticket(
    channel: Channel, customer: Customer, thread_key: str, text: str, source: dict[str, Any]
) -> Ticket:
    """A ticket with its discussion, saved and numbered when its first message is in."""
    discussion = Discussion.objects.create(tenant=channel.tenant, scope=Discussion.Scope.TICKET)
    return Ticket(
        tenant=channel.tenant,
        channel=channel,
        customer=customer,
        discussion=discussion,
        thread_key=thread_key,
        source=source,
        subject=plain_text(text, SUBJECT_LENGTH),
    )


def _follow_up(ticket: Ticket, message: Message) -> None:
    ticket.note_message(message)
    if ticket.pk is None:
        _open(ticket, message)
    else:
        _wake(ticket, message)
        follow(ticket)
        ticket.save()
        notify_of_reply(ticket, message)
    announce(ticket)
    enqueue("agent.respond", key=f"respond:{message.pk}", message_id=message.pk)
    if ticket.channel.kind == Channel.Kind.WIDGET:
        key = f"analyse-chat:{message.pk}"
        enqueue("agent.analyse_chat", key=key, delay=CHAT_PAUSE, message_id=message.pk)


def _open(ticket: Ticket, message: Message) -> None:
    ticket.subject = ticket.subject or message.in_a_line(SUBJECT_LENGTH)
    clocks = prepare(ticket)
    # As late as can be: who takes a number holds up everybody else's until the transaction ends.
    ticket.number = TicketCounter.next_for(ticket.tenant)
    ticket.save(force_insert=True)
    clocks.write()
    add_event(ticket, TicketEvent.Kind.CREATED, actor=TicketEvent.Actor.CUSTOMER, at=ticket.created_at)
    triage_later(ticket)
    look_for_earlier(ticket)


def _wake(ticket: Ticket, message: Message) -> None:
    """Back to open, for whatever reason it was out of sight. Does not save."""
    if ticket.status == Ticket.Status.OPEN and ticket.snoozed_until is None:
        return
    before, was_snoozed = ticket.status, ticket.snoozed_until is not None
    ticket.move_to(Ticket.Status.OPEN, message.created_at)
    if was_snoozed:
        add_event(ticket, TicketEvent.Kind.WOKE, actor=TicketEvent.Actor.CUSTOMER)
    if before != ticket.status:
        changes = {"from": before, "to": ticket.status}
        add_event(ticket, TicketEvent.Kind.STATUS, actor=TicketEvent.Actor.CUSTOMER, data=changes)
