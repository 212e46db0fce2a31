"""What open pages hear when a ticket changes."""

from __future__ import annotations

from conversations import live
from tickets.models import Ticket


def announce(ticket: Ticket) -> None:
    """Tell the lists, the ticket's own page and its customer's messenger, on commit."""
    live.publish(ticket.tenant_id, "tickets", ticket.number)
    live.publish(ticket.tenant_id, f"ticket-{ticket.number}")
    live.publish(ticket.tenant_id, f"discussion-{ticket.discussion_id}", "changed")
