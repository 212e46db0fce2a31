from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache, partial

import redis
import structlog
from django.conf import settings
from django.db import transaction

CHANNEL = "hub:live"
NEWEST = "hub:live:newest"

# Redis numbers the events in the order in which it passes them on, so that all processes count alike.
# They start from the time in microseconds: a Redis that forgot its numbers goes on beyond the earlier ones.
NUMBER_AND_PUBLISH = """
local number = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or 0))
for place = 3, #ARGV do
  number = number + 1
  redis.call('PUBLISH', ARGV[2], string.format('%.0f ', number) .. ARGV[place])
end
redis.call('SET', KEYS[1], string.format('%.0f', number))
return string.format('%.0f', number)
"""

# The numbers of the events that the request at hand has told so far; None outside of one.
told: ContextVar[list[int] | None] = ContextVar("told", default=None)

logger = structlog.get_logger(__name__)


@cache
def redis_client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1)


def publish(tenant_id: int, topic: str, data: object = "") -> None:
    """Tell open pages on commit. `topic` is what changed (`ticket-42`); `data` is small JSON, an id at most.

    An event carries no content: the page fetches its partial, so authorisation stays in one place.
    """
    publish_all(tenant_id, {topic: data})


def publish_all(tenant_id: int, events: Mapping[str, object]) -> None:
    """Tell open pages of several topics on commit, in one round to Redis."""
    transaction.on_commit(partial(_send, tenant_id, events))


def publish_now(tenant_id: int, topic: str, data: object = "") -> None:
    """Tell them at once, for what is never stored (an answer's words while it is being written)."""
    _send(tenant_id, {topic: data})


def _send(tenant_id: int, events: Mapping[str, object]) -> None:
    texts = [
        json.dumps({"tenant": tenant_id, "topic": topic, "data": data}) for topic, data in events.items()
    ]
    now = time.time_ns() // 1000
    try:
        newest = int(redis_client().eval(NUMBER_AND_PUBLISH, 1, NEWEST, now, CHANNEL, *texts))
    except redis.RedisError as error:
        # A page refetches when its stream comes back, so a lost event costs freshness, not data.
        logger.warning("live_event_lost", topics=list(events), error=str(error))
        return
    own = told.get()
    if own is not None:
        own.extend(range(newest - len(texts) + 1, newest + 1))
