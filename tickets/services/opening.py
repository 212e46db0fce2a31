"""Opening a ticket about a part of a conversation that goes on in another."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.markup import plain_text
from conversations.models import Customer, Message
from conversations.services import post_message
from conversations.services.privacy import begin_discussion_beside
from tickets.assignment import giving
from tickets.assignment.routing import escalation_team_of
from tickets.live import announce
from tickets.models import Category, Ticket, TicketCounter, TicketEvent, TicketLink
from tickets.services.predicting import triage_later
from tickets.services.timeline import add_event, lock_ticket
from tickets.sla.following import follow, prepare


class NotUntouched(Exception):
    """Somebody has begun to work on the ticket, so it stays."""


@dataclass(frozen=True)
class Work:
    """What is to be done, and the chat's messages that say so."""

    title: str
    summary: str
    priority: str
    category: Category | None
    confidence: float
    messages: tuple[Message, ...]


@transaction.atomic
def open_from_chat(chat: Ticket, work: Work, *, key: str, by: Member | None) -> Ticket:
    """A ticket for people, linked to the chat; `by` nobody is the customer. The same `key` opens only one:
    the database refuses another.

    To the customer it stays one conversation: they read what the team writes in the ticket in their chat.
    """
    chat = lock_ticket(chat)
    new = _new_ticket(chat, work, key)
    actor = TicketEvent.Actor.CUSTOMER
    add_event(new, TicketEvent.Kind.CREATED, by=by, actor=actor, data={})
    _note_origin(chat, new, work)
    TicketLink.objects.create(
        tenant_id=chat.tenant_id, source=chat, target=new, kind=TicketLink.Kind.RELATES, created_by=by
    )
    add_event(chat, TicketEvent.Kind.LINKED, by=by, actor=actor, data={"ticket": new.number})
    giving.give_out(new)
    triage_later(new)
    announce(chat)
    announce(new)
    return new


@transaction.atomic
def take_back(chat: Ticket, new: Ticket, *, by: Member | None) -> None:
    """Remove a ticket that was opened by mistake. Raises NotUntouched when work on it has begun."""
    lock_ticket(chat)
    lock_ticket(new)
    changed = TicketEvent.objects.filter(ticket=new).exclude(kind=TicketEvent.Kind.CREATED)
    by_people = changed.filter(member__isnull=False) | changed.filter(kind=TicketEvent.Kind.MERGED_AWAY)
    if by_people.exists() or Message.objects.filter(discussion=new.discussion_id).count() > 1:
        raise NotUntouched
    discussion = new.discussion
    add_event(
        chat,
        TicketEvent.Kind.UNLINKED,
        by=by,
        actor=TicketEvent.Actor.CUSTOMER,
        data={"ticket": new.number},
    )
    announce(new)
    announce(chat)
    new.delete()
    discussion.delete()


def _new_ticket(chat: Ticket, work: Work, key: str) -> Ticket:
    now = timezone.now()
    new = Ticket(
        tenant=chat.tenant,
        channel=chat.channel,
        customer=_customer_of(chat, work),
        discussion=begin_discussion_beside(chat.discussion),
        thread_key=key,
        split_from=chat.split_from or chat,
        source=chat.source,
        subject=work.title,
        priority=work.priority,
        category=work.category,
        team=chat.team or escalation_team_of(chat.channel),
        ai_generated=True,
        ai_confidence=work.confidence,
        ai_silent_since=now,
        waiting_since=now,
        created_at=now,
        latest_activity_at=now,
    )
    clocks = prepare(new)
    new.number = TicketCounter.next_for(chat.tenant)
    new.save(force_insert=True)
    clocks.write()
    return new


def _customer_of(chat: Ticket, work: Work) -> Customer:
    """Whose words it rests on: after a merge, several customers may be in one chat."""
    return next((message.customer for message in work.messages if message.customer), chat.customer)


def _note_origin(chat: Ticket, new: Ticket, work: Work) -> None:
    """Where it comes from, for members: the customer has said it in the chat."""
    quotes = "\n\n".join(_quote(chat, message) for message in work.messages)
    origin = _("From the chat %(chat)s.") % {"chat": chat.reference}
    note, _is_new = post_message(
        discussion=new.discussion,
        author="ai",
        kind=Message.Kind.NOTE,
        body=f"{plain_text(work.summary, 1000)}\n\n{origin}\n\n{quotes}".strip(),
    )
    new.latest_message, new.latest_message_author = note, note.author
    new.latest_message_preview = plain_text(work.summary, 140)
    follow(new)
    new.save()


def _quote(chat: Ticket, message: Message) -> str:
    link = f"[{_('In the chat')}]({chat.get_absolute_url()}#message-{message.pk})"
    return f"> {plain_text(message.body, 500)}\n\n{link}"
