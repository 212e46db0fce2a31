"""What open pages hear when a ticket changes."""

from __future__ import annotations

from conversations import live
from tickets.models import Ticket


def announce(ticket: Ticket) -> None:
    """Tell the lists, the ticket's own page and its customer's messenger, on commit."""
    events: dict[str, object] = {
        "tickets": ticket.number,
        f"ticket-{ticket.number}": "",
        f"discussion-{ticket.discussion_id}": "changed",
    }
    if ticket.split_from is not None:
        # Its customer reads it in the thread that it was split from, and listens there.
        root = ticket.split_from.merged_into or ticket.split_from
        events[f"discussion-{root.discussion_id}"] = "changed"
    live.publish_all(ticket.tenant_id, events)
