from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
import redis
from django.conf import settings

from accounts.models import Tenant
from conversations.live.publishing import CHANNEL


@pytest.fixture
def told(launchpad: Tenant) -> Iterator[Callable[[], list[str]]]:
    """`told()`: the topics that open pages of launchpad heard of since the last call, in their order."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    with client, client.pubsub(ignore_subscribe_messages=True) as subscription:
        subscription.subscribe(CHANNEL)
        subscription.get_message(timeout=5)

        def since() -> list[str]:
            events = []
            # What was published before this answer was written is in the socket before it.
            client.publish(CHANNEL, "0 " + json.dumps({"tenant": 0, "topic": "end", "data": ""}))
            while True:
                message = subscription.get_message(timeout=5)
                # Each has its number before it.
                event = json.loads(message["data"].partition(b" ")[2]) if message else {}
                if event.get("topic") == "end":
                    return events
                if event.get("tenant") == launchpad.pk:
                    events.append(event["topic"])

        yield since
