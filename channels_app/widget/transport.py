"""The way out of the hub for a widget: the messenger fetches, so sending is waking it."""

from __future__ import annotations

from conversations import live
from conversations.models import Delivery


def send(delivery: Delivery) -> None:
    """Tell the messengers that have this discussion open; one that is closed fetches when it opens."""
    live.publish_now(delivery.tenant_id, f"discussion-{delivery.message.discussion_id}", "changed")
