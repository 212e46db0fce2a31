"""Asking a customer how it was, and taking the answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from conversations.models import Channel, Message
from conversations.sharing import is_shared
from conversations.text import readable
from tickets.live import announce
from tickets.models import Csat, Ticket, TicketEvent
from tickets.models.csat import COMMENT_MAX_CHARACTERS
from tickets.services.timeline import add_event, lock_ticket


class NothingToRate(Exception):
    """No resolution of this ticket waits for a rating, or its rating is too old to change."""


def ask_csat(ticket: Ticket) -> Csat | None:
    """Ask about the resolution a ticket has just come to; None where nobody answered in it, several
    customers share it, or the channel can't ask or shall not. The ticket must be locked and saved."""
    if ticket.resolved_at is None or not may_ask(ticket.channel) or is_shared(ticket.discussion_id):
        return None
    member = _latest_to_answer(ticket)
    if member is None and ticket.first_ai_reply_at is None:
        return None
    csat, _is_new = Csat.objects.get_or_create(
        tenant_id=ticket.tenant_id,
        ticket=ticket,
        asked_at=ticket.resolved_at,
        defaults={"about": Csat.About.MEMBER if member else Csat.About.AI, "member": member},
    )
    return csat


def withdraw_csat(ticket: Ticket, *, asked_at: datetime) -> None:
    """The resolution was taken back: ask no more about it. What was answered by then stays said."""
    ticket.csats.filter(asked_at=asked_at, answered_at=None).delete()


def may_ask(channel: Channel) -> bool:
    """The messenger asks, where its settings do not say otherwise."""
    return channel.kind == Channel.Kind.WIDGET and bool(channel.settings.get("asks_csat", True))


def csat_to_rate(ticket: Ticket) -> Csat | None:
    """What the customer is shown while the ticket is resolved, answered or not; never one customer's to
    another who shares the ticket."""
    asked_at = None if ticket.discussion.is_shared else ticket.resolved_at
    return ticket.csats.filter(asked_at=asked_at).first() if asked_at is not None else None


def latest_csat(ticket: Ticket) -> Csat | None:
    return ticket.csats.select_related("member__user").order_by("-asked_at").first()


@transaction.atomic
def rate(ticket: Ticket, *, rating: int, comment: str | None = None) -> Csat:
    """Take the customer's answer; the same again changes nothing, another one within a day replaces it.

    Raises NothingToRate, also where several customers share the ticket: whose rating would it be?
    """
    ticket = lock_ticket(ticket)
    if is_shared(ticket.discussion_id):
        raise NothingToRate
    now = timezone.now()
    csat = latest_csat(ticket)
    if csat is None or not csat.may_be_changed(now) or not (csat.is_answered or ticket.is_resolved):
        raise NothingToRate
    before = csat.rating
    text = None if comment is None else readable(comment)[:COMMENT_MAX_CHARACTERS]
    if csat.answer(rating, text, now):
        csat.save()
        if rating != before:
            data = {"rating": rating}
            add_event(ticket, TicketEvent.Kind.RATED, actor=TicketEvent.Actor.CUSTOMER, data=data)
        announce(ticket)
    return csat


def _latest_to_answer(ticket: Ticket) -> Member | None:
    if ticket.first_member_reply_at is None:
        return None
    replies = Message.objects.filter(
        discussion=ticket.discussion_id, author=Message.Author.MEMBER, kind=Message.Kind.PUBLIC
    )
    latest = replies.select_related("member").order_by("-pk").first()
    return latest.member if latest else None
