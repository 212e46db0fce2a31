"""Making a ticket private, and saying who reads it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from conversations.services.privacy import close_discussion, let_member_in, open_discussion
from tickets.live import announce
from tickets.models import Ticket, TicketEvent
from tickets.notify.tell import forget_told
from tickets.privacy import may_change_readers, only_its_owner
from tickets.services.timeline import add_event, lock_to_change


class PrivacyRefused(Exception):
    """Nothing was changed; the text says why."""


@transaction.atomic
def make_private(
    ticket: Ticket, *, owner: Member, readers: Collection[Member], with_ai: bool, by: Member
) -> Ticket:
    """Leave it to its owner, whose the list then is, these members, and the AI or not; also changes who they
    are. Raises PrivacyRefused, and MergedAway."""
    _check(lock_to_change(ticket), by)
    listed = sorted({owner, *readers}, key=lambda member: (member != owner, member.name))
    # Subjects and first lines of what was merged into it are still tickets of their own.
    for one in (ticket, *Ticket.objects.filter(merged_into=ticket).select_related("discussion")):
        close_discussion(one.discussion, owner=owner, readers=listed, with_ai=with_ai)
        forget_told(one)
    if ticket.owner is not None and ticket.owner not in listed:
        ticket.owner, ticket.stays_unowned = None, True
    if not with_ai and not ticket.is_ai_silent:
        ticket.ai_silent_since = timezone.now()
    ticket.save()
    data = {"readers": [member.name for member in listed], "with_ai": with_ai}
    add_event(ticket, TicketEvent.Kind.MADE_PRIVATE, by=by, data=data)
    announce(ticket)
    return ticket


@transaction.atomic
def make_public(ticket: Ticket, *, by: Member) -> Ticket:
    """Let every member read it again. Raises PrivacyRefused, and MergedAway."""
    _check(lock_to_change(ticket), by)
    if ticket.discussion.is_private:
        for one in (ticket, *Ticket.objects.filter(merged_into=ticket).select_related("discussion")):
            open_discussion(one.discussion)
        add_event(ticket, TicketEvent.Kind.MADE_PUBLIC, by=by)
        announce(ticket)
    return ticket


def let_in(ticket: Ticket, member: Member, *, by: Member) -> None:
    """Put one more on the list of a private ticket, which is locked. Raises PrivacyRefused."""
    _check(ticket, by)
    let_member_in(ticket.discussion, member)


def _check(ticket: Ticket, by: Member) -> None:
    # As it is now: the page may be older than what its owner changed meanwhile.
    ticket.discussion.refresh_from_db()
    if not may_change_readers(ticket, by):
        raise PrivacyRefused(only_its_owner())
