"""One Redis subscription per process, fanned out in memory to every open stream."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import redis.asyncio as redis
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from conversations.live.publishing import CHANNEL, NEWEST

logger = structlog.get_logger(__name__)

QUEUE_SIZE = 256
# Of so many topics the newest event is remembered, for pages whose stream opens later than they were drawn.
REMEMBERED_TOPICS = 10_000
PING_SECONDS = 15
CONFIRMED_SECONDS = 5
RESYNC = "resync"

Key = tuple[int, str]


@dataclass(frozen=True)
class Event:
    topic: str
    data: str
    number: int = field(default=0, compare=False)


class Hub:
    """Holds the open streams of this process by tenant and topic.

    `newest` is the number of the newest event it heard: what is read from the database after looking at it
    shows that event and all before it.
    """

    def __init__(self) -> None:
        self.newest = 0
        self._streams: defaultdict[Key, set[asyncio.Queue[Event]]] = defaultdict(set)
        self._latest: OrderedDict[Key, Event] = OrderedDict()
        self._knows_after = 0
        self._reader: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()

    @asynccontextmanager
    async def subscribe(
        self, tenant_id: int, topics: Mapping[str, int | None]
    ) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue of the events on these topics, from before the body runs until it ends.

        Each topic has the number of the newest event that its reader knows of: what it missed since comes
        first, or a resync where that is not remembered. None asks for nothing that is past.
        """
        self.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._subscribed.wait()
        queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_SIZE)
        for event in self._missed(tenant_id, topics):
            queue.put_nowait(event)
        keys = [(tenant_id, topic) for topic in topics]
        for key in keys:
            self._streams[key].add(queue)
        try:
            yield queue
        finally:
            for key in keys:
                self._streams[key].discard(queue)
                if not self._streams[key]:
                    del self._streams[key]

    def start(self) -> None:
        """Listen from now on, so that the first page of this process finds its events remembered."""
        if self._reader is None or self._reader.done():
            self._reader = asyncio.get_running_loop().create_task(self._read_forever())

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
            self._reader = None

    def _missed(self, tenant_id: int, topics: Mapping[str, int | None]) -> list[Event]:
        known = {topic: number for topic, number in topics.items() if number is not None}
        # A number that is still to come was given by a Redis that is gone, or made up.
        if not all(self._knows_after <= number <= self.newest for number in known.values()):
            return [Event(RESYNC, "", self.newest)]
        latest = [self._latest.get((tenant_id, topic)) for topic in known]
        missed = [event for event in latest if event and event.number > known[event.topic]]
        return sorted(missed, key=lambda event: event.number)

    async def _read_forever(self) -> None:
        delay = 0.1
        while True:
            try:
                await self._read()
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("live_subscription_lost", error=str(error))
            finally:
                self._subscribed.clear()
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5)

    async def _read(self) -> None:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5)
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            if await subscription.get_message(timeout=CONFIRMED_SECONDS) is None:
                raise TimeoutError("Redis does not confirm the subscription")
            # Asked once the subscription stands: whatever has a greater number will be heard.
            self._begin(after=int(await client.get(NEWEST) or 0))
            self._subscribed.set()
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

    def _begin(self, *, after: int) -> None:
        """Events may have been missed while the subscription was down: have every page refetch."""
        self._latest.clear()
        self._knows_after = self.newest = after
        for queue in {queue for queues in self._streams.values() for queue in queues}:
            if not queue.full():
                queue.put_nowait(Event(RESYNC, "", after))

    def _hear(self, text: bytes) -> None:
        number, _space, body = text.partition(b" ")
        try:
            event = json.loads(body)
            key, data = (event["tenant"], event["topic"]), event["data"]
            heard = Event(key[1], data if isinstance(data, str) else json.dumps(data), int(number))
        except (ValueError, KeyError, TypeError) as error:
            logger.warning("live_event_unreadable", error=str(error))
            return
        self._remember(key, heard)
        self._fan_out(key, heard)

    def _remember(self, key: Key, event: Event) -> None:
        self.newest = max(self.newest, event.number)
        self._latest[key] = event
        self._latest.move_to_end(key)
        if len(self._latest) > REMEMBERED_TOPICS:
            self._knows_after = self._latest.popitem(last=False)[1].number

    def _fan_out(self, key: Key, event: Event) -> None:
        for queue in self._streams.get(key, ()):
            if queue.full():
                # A reader this slow has missed what it shows: make it fetch everything once.
                queue.get_nowait()
                queue.put_nowait(Event(RESYNC, "", event.number))
            else:
                queue.put_nowait(event)


hub = Hub()
