"""Who is at a place right now, and doing what. Kept in Redis for less than a minute; never stored."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import redis
import structlog

from conversations.live.publishing import publish_now, redis_client

# A page says that it is still there every 20 s; one missed beat is no farewell.
STAYS_SECONDS = 45

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Present:
    member_id: int
    doing: str


def come(tenant_id: int, place: str, member_id: int, doing: str) -> None:
    """The member is at the place (`ticket-42`), doing something; said again, it lasts on.

    Who else is there hears of it on the topic `presence-…` when it is news.
    """
    try:
        earlier = redis_client().hget(_key(tenant_id, place), str(member_id))
        pipeline = redis_client().pipeline(transaction=False)
        pipeline.hset(_key(tenant_id, place), str(member_id), json.dumps([doing, time.time()]))
        pipeline.expire(_key(tenant_id, place), STAYS_SECONDS)
        pipeline.execute()
    except redis.RedisError as error:
        logger.warning("presence_lost", place=place, error=str(error))
        return
    if _read(earlier) != doing:
        publish_now(tenant_id, topic_of(place))


def leave(tenant_id: int, place: str, member_id: int) -> None:
    """The member is gone."""
    try:
        was_there = redis_client().hdel(_key(tenant_id, place), str(member_id))
    except redis.RedisError as error:
        logger.warning("presence_lost", place=place, error=str(error))
        return
    if was_there:
        publish_now(tenant_id, topic_of(place))


def present(tenant_id: int, place: str) -> list[Present]:
    """Everybody at the place; nobody while Redis is away."""
    try:
        found = redis_client().hgetall(_key(tenant_id, place))
    except redis.RedisError as error:
        logger.warning("presence_lost", place=place, error=str(error))
        return []
    states = {int(member): _read(state) for member, state in found.items()}
    return [Present(member, doing) for member, doing in sorted(states.items()) if doing]


def topic_of(place: str) -> str:
    """`ticket-42` → `presence-42`: topics have one word and a number."""
    return f"presence-{place.rpartition('-')[2]}"


def _read(state: bytes | str | None) -> str:
    """What somebody is doing; "" when they have not been heard of for too long."""
    if state is None:
        return ""
    doing, at = json.loads(state)
    return str(doing) if time.time() - at < STAYS_SECONDS else ""


def _key(tenant_id: int, place: str) -> str:
    return f"presence:{tenant_id}:{place}"
