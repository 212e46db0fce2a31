"""What open pages hear when a ticket changes."""

from __future__ import annotations

from conversations import live
from tickets.models import Ticket


def announce(ticket: Ticket) -> None:
    """Tell the lists, the ticket's own page and its customer's messenger, on commit."""
    # Every member's list hears of it, also those in which a private ticket is not.
    number = "" if ticket.discussion.is_private else ticket.number
    page = {"tickets": number, f"ticket-{ticket.number}": ""}
    live.publish_all(ticket.tenant_id, {**page, **_messengers(ticket)})


def announce_reaction(ticket: Ticket, *, is_to_note: bool) -> None:
    """No list shows reactions, and of those to a note no customer hears."""
    events = {} if is_to_note else _messengers(ticket)
    live.publish_all(ticket.tenant_id, {f"ticket-{ticket.number}": "", **events})


def _messengers(ticket: Ticket) -> dict[str, object]:
    events: dict[str, object] = {f"discussion-{ticket.discussion_id}": "changed"}
    if ticket.split_from is not None:
        # Its customer reads it in the thread that it was split from, and listens there.
        root = ticket.split_from.merged_into or ticket.split_from
        events[f"discussion-{root.discussion_id}"] = "changed"
    return events
