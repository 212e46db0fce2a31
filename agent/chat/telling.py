from __future__ import annotations

from conversations import live
from tickets.models import Ticket


def tell_chat(ticket: Ticket) -> None:
    """Have the chat's page and its customer's messenger fetch the suggestions anew, on commit."""
    events: dict[str, object] = {
        f"ticket-{ticket.number}": "",
        f"discussion-{ticket.discussion_id}": {"kind": "suggestions"},
    }
    live.publish_all(ticket.tenant_id, events)
