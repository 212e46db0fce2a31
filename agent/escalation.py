"""Handing over to people, so that it really happens and the customer knows it did."""

from __future__ import annotations

from django.db import transaction

from agent import wording
from tickets.models import Ticket, TicketEvent
from tickets.services import escalate_ticket, post_hub_message


@transaction.atomic
def hand_over(*, ticket: Ticket, reason: str, actor: str = TicketEvent.Actor.AI) -> Ticket:
    """Escalate and tell the customer the reference; an escalated ticket is neither again.

    `reason` is an EscalationReason; `actor` says whose wish it was, the AI's or the customer's.
    """
    ticket, is_new = escalate_ticket(ticket, reason=reason, actor=actor)
    if is_new and ticket.escalated_at is not None:
        # One hand-over, one message: its moment names it.
        source_id = f"handed-over:{ticket.escalated_at.isoformat()}"
        post_hub_message(
            ticket, author="system", body=wording.handed_over(ticket, reason), source_id=source_id
        )
    return ticket
