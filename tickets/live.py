"""What open pages hear when a ticket changes."""

from __future__ import annotations

from conversations import live
from tickets.models import Ticket


def announce(ticket: Ticket) -> None:
    """Tell the lists, the ticket's own page and its customer's messenger, on commit."""
    live.publish_all(
        ticket.tenant_id,
        {
            "tickets": ticket.number,
            f"ticket-{ticket.number}": "",
            f"discussion-{ticket.discussion_id}": "changed",
        },
    )
