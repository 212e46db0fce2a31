"""Changing what was written in a ticket, and what the lists show of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.models import Customer, DeletedText, Message
from conversations.services import (
    delete_message,
    edit_message,
    restore_message,
    set_reaction,
    toggle_reaction,
)
from tickets.intake import SUBJECT_LENGTH
from tickets.live import announce, announce_reaction
from tickets.models import Ticket
from tickets.models.ticket import PREVIEW_LENGTH
from tickets.notify.occasions import notify_mentioned
from tickets.services.timeline import lock_ticket


@transaction.atomic
def edit_in_ticket(ticket: Ticket, message: Message, *, body: str, by: Member) -> None:
    """Whom only the new text mentions hears of it. Raises conversations.services.MessageRefused."""
    ticket = lock_ticket(ticket)
    mentioned = set(message.mentions.values_list("pk", flat=True))
    edit_message(message, body=body, by=by)
    message.refresh_from_db(fields=["body"])
    notify_mentioned(ticket, message, besides=mentioned)
    _tell(ticket)


@transaction.atomic
def delete_in_ticket(ticket: Ticket, message: Message, *, by: Member) -> None:
    """Out of sight everywhere, also where the ticket is named after it. Raises MessageRefused."""
    ticket = lock_ticket(ticket)
    named_after_it = message.in_a_line(SUBJECT_LENGTH)
    delete_message(message, by=by)
    if named_after_it and ticket.subject == named_after_it:
        DeletedText.objects.filter(message=message).update(subject=ticket.subject)
        ticket.subject = _("Deleted message")
    _tell(ticket)


@transaction.atomic
def restore_in_ticket(ticket: Ticket, message: Message, *, by: Member) -> None:
    """With the ticket's name, where that was taken from it. Raises MessageRefused when it is too late."""
    ticket = lock_ticket(ticket)
    kept = DeletedText.objects.filter(message=message).first()
    restore_message(message, by=by)
    if kept is not None and kept.subject:
        ticket.subject = kept.subject
    _tell(ticket)


@transaction.atomic
def react_in_ticket(ticket: Ticket, message: Message, *, emoji: str, by: Member) -> bool:
    """Give a reaction, or take it back; whether it is there now. Raises MessageRefused."""
    is_there = toggle_reaction(message, emoji=emoji, by=by)
    announce_reaction(ticket, is_to_note=message.is_note)
    return is_there


@transaction.atomic
def react_as_customer(ticket: Ticket, message: Message, *, emoji: str, by: Customer, is_given: bool) -> None:
    """The same again is the same, as a messenger may ask twice. Raises MessageRefused."""
    if set_reaction(message, emoji=emoji, by=by, is_given=is_given):
        announce_reaction(ticket, is_to_note=message.is_note)


def retell(ticket: Ticket) -> None:
    """Take over again what the list shows of the newest message. Does not save."""
    messages = Message.objects.filter(discussion=ticket.discussion_id, deleted_at=None).public()
    newest = messages.order_by("-pk").first()
    ticket.latest_message = newest
    ticket.latest_message_author = newest.author if newest else ""
    ticket.latest_message_preview = newest.in_a_line(PREVIEW_LENGTH) if newest else ""


def _tell(ticket: Ticket) -> None:
    retell(ticket)
    ticket.save()
    announce(ticket)
