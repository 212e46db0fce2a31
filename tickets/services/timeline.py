from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from tickets.models import Ticket, TicketEvent
from tickets.notify.occasions import notify_of


def lock_ticket(ticket: Ticket) -> Ticket:
    """The ticket as it is now, held until the transaction ends. It is the same object, brought up to date,
    so that who passed it on sees what happened to it."""
    return lock(ticket)


class MergedAway(Exception):
    """The ticket was merged into `target`, where it is worked on; the text says so."""

    def __init__(self, ticket: Ticket, target: Ticket) -> None:
        said = _("%(one)s was merged into %(other)s, so nothing was changed. Change that one.")
        super().__init__(said % {"one": ticket.reference, "other": target.reference})
        self.target = target


def check_is_whole(ticket: Ticket) -> None:
    """Raises MergedAway for a ticket whose conversation goes on in another."""
    if ticket.merged_into is not None:
        raise MergedAway(ticket, ticket.merged_into)


def lock_to_change(ticket: Ticket) -> Ticket:
    """As `lock_ticket`, for what members change of a ticket. Raises MergedAway."""
    check_is_whole(lock_ticket(ticket))
    return ticket


def add_event(
    ticket: Ticket,
    kind: str,
    *,
    by: Member | None = None,
    actor: str = TicketEvent.Actor.SYSTEM,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> TicketEvent:
    """Write one line of the ticket's timeline, for now or for `at`, and tell whom it concerns.

    `by` a member wins over `actor`. The ticket must be as the event leaves it.
    """
    event = TicketEvent(
        tenant_id=ticket.tenant_id,
        ticket=ticket,
        kind=kind,
        actor=TicketEvent.Actor.MEMBER if by else actor,
        member=by,
        data=data or {},
        created_at=at or timezone.now(),
    )
    event.save(force_insert=True)
    notify_of(event)
    return event
