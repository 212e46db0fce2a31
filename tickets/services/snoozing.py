"""Out of sight until a moment, or until the customer writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.jobs import enqueue
from tickets.live import announce
from tickets.models import Ticket, TicketEvent
from tickets.services.timeline import add_event, lock_ticket, lock_to_change
from tickets.sla.following import follow

FARTHEST = timedelta(days=366)


class SnoozeRefused(Exception):
    """The ticket can not be snoozed so; the text says why."""


def check_moment(until: datetime) -> None:
    """Raises SnoozeRefused for a moment that has passed or is more than a year ahead."""
    if not timezone.now() < until <= timezone.now() + FARTHEST:
        raise SnoozeRefused(_("Choose a moment within the next year."))


@transaction.atomic
def snooze_ticket(ticket: Ticket, *, until: datetime, by: Member) -> Ticket:
    """Hide the ticket from the open lists until then; it wakes by itself, or when its customer writes.

    Raises SnoozeRefused for a moment that has passed or is more than a year ahead, and for a resolved ticket.
    """
    now = timezone.now()
    check_moment(until)
    ticket = lock_to_change(ticket)
    if ticket.is_resolved:
        raise SnoozeRefused(_("A resolved ticket sleeps already. Reopen it first."))
    if ticket.snoozed_until == until:
        return ticket
    ticket.snoozed_until = until
    follow(ticket)
    ticket.save()
    add_event(ticket, TicketEvent.Kind.SNOOZED, by=by, data={"until": until.isoformat()})
    _plan_waking(ticket, until, now)
    announce(ticket)
    return ticket


@transaction.atomic
def wake_ticket(ticket: Ticket, *, by: Member | None = None) -> Ticket:
    """Bring it back to where it was; twice is harmless."""
    ticket = lock_to_change(ticket) if by else lock_ticket(ticket)
    if ticket.snoozed_until is not None:
        ticket.snoozed_until = None
        # Back on top of the list: somebody wanted to see it now.
        ticket.latest_activity_at = timezone.now()
        follow(ticket)
        ticket.save()
        add_event(ticket, TicketEvent.Kind.WOKE, by=by)
        announce(ticket)
    return ticket


def wake_if_due(ticket: Ticket, *, until: datetime) -> None:
    """Wake it for the moment it was snoozed to; one that was snoozed anew, or woke before, is left alone."""
    if lock_ticket(ticket).snoozed_until == until:
        wake_ticket(ticket)


def _plan_waking(ticket: Ticket, until: datetime, now: datetime) -> None:
    moment = until.isoformat()
    enqueue(
        "tickets.wake",
        # Snoozed again to the same moment, it must be woken again.
        key=f"wake:{ticket.pk}:{moment}:{now.timestamp():.0f}",
        delay=until - now,
        ticket_id=ticket.pk,
        until=moment,
    )
