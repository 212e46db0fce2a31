"""One Redis subscription per process, fanned out in memory to every open stream."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import redis.asyncio as redis
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from conversations.live.publishing import CHANNEL

logger = structlog.get_logger(__name__)

QUEUE_SIZE = 256
PING_SECONDS = 15
RESYNC = "resync"


@dataclass(frozen=True)
class Event:
    topic: str
    data: str


class Hub:
    """Holds the open streams of this process by tenant and topic."""

    def __init__(self) -> None:
        self._streams: defaultdict[tuple[int, str], set[asyncio.Queue[Event]]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    @asynccontextmanager
    async def subscribe(self, tenant_id: int, topics: Iterable[str]) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue of the events on these topics, from before the body runs until it ends."""
        queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_SIZE)
        keys = [(tenant_id, topic) for topic in topics]
        for key in keys:
            self._streams[key].add(queue)
        self._ensure_reader()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._subscribed.wait(), 2)
            yield queue
        finally:
            for key in keys:
                self._streams[key].discard(queue)
                if not self._streams[key]:
                    del self._streams[key]

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
            self._reader = None

    def _ensure_reader(self) -> None:
        if self._reader is None or self._reader.done():
            self._reader = asyncio.get_running_loop().create_task(self._read_forever())

    async def _read_forever(self) -> None:
        delay = 0.1
        while True:
            try:
                await self._read()
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("live_subscription_lost", error=str(error))
            self._subscribed.clear()
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5)

    async def _read(self) -> None:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5)
        async with client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(CHANNEL)
            self._subscribed.set()
            self._resync()
            is_asked = False
            while True:
                message = await subscription.get_message(timeout=PING_SECONDS)
                if message is None:
                    # A connection that died in silence is found out by asking.
                    if is_asked:
                        raise TimeoutError("Redis does not answer")
                    await subscription.ping()
                is_asked = message is None
                if message is not None and message["type"] == "message":
                    self._hear(message["data"])

    def _hear(self, text: bytes) -> None:
        try:
            event = json.loads(text)
            key, data = (event["tenant"], event["topic"]), event["data"]
        except (ValueError, KeyError, TypeError) as error:
            logger.warning("live_event_unreadable", error=str(error))
            return
        self._fan_out(key, Event(key[1], data if isinstance(data, str) else json.dumps(data)))

    def _fan_out(self, key: tuple[int, str], event: Event) -> None:
        for queue in self._streams.get(key, ()):
            if queue.full():
                # A reader this slow has missed what it shows: make it fetch everything once.
                queue.get_nowait()
                queue.put_nowait(Event(RESYNC, ""))
            else:
                queue.put_nowait(event)

    def _resync(self) -> None:
        """Events may have been missed while the subscription was down: have every page refetch."""
        for queue in {queue for queues in self._streams.values() for queue in queues}:
            if not queue.full():
                queue.put_nowait(Event(RESYNC, ""))


hub = Hub()
