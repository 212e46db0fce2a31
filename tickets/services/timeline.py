from __future__ import annotations

from typing import Any

from accounts.models import Member
from tickets.models import Ticket, TicketEvent


def lock_ticket(ticket: Ticket) -> Ticket:
    """The ticket as it is now, held until the transaction ends."""
    # Locked alone and read after: a row that changed while the lock was awaited would drop out of a join.
    Ticket.objects.select_for_update().only("pk").get(pk=ticket.pk)
    return Ticket.objects.for_detail().get(pk=ticket.pk)


def add_event(
    ticket: Ticket,
    kind: str,
    *,
    by: Member | None = None,
    actor: str = TicketEvent.Actor.SYSTEM,
    data: dict[str, Any] | None = None,
) -> TicketEvent:
    """Write one line of the ticket's timeline. `by` a member wins over `actor`."""
    event = TicketEvent(
        tenant=ticket.tenant,
        ticket=ticket,
        kind=kind,
        actor=TicketEvent.Actor.MEMBER if by else actor,
        member=by,
        data=data or {},
    )
    event.save(force_insert=True)
    return event
