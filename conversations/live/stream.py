from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import StreamingHttpResponse

from accounts.models import Member
from conversations.live.guarding import READERS, may_hear
from conversations.live.hub import RESYNC, Event, hub

HEARTBEAT_SECONDS = 15


def event_stream(member: Member, topics: Mapping[str, int | None]) -> StreamingHttpResponse:
    """Server-sent events on these topics of the member's tenant, as far as they may hear them, until they go
    away.

    Each topic has the number of the newest event on it that the reader knows of, or None.
    """
    response = StreamingHttpResponse(_events(member, topics), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def let_go_of_database() -> None:
    """Close this thread's connection: a stream would otherwise hold it for as long as it is open."""
    if not connection.in_atomic_block:
        connection.close()


async def next_event(queue: asyncio.Queue[Event]) -> Event | None:
    """None when it is time to show that the stream is still open."""
    try:
        # Not `wait_for`: before Python 3.12 it forgets that it was cancelled where an event comes in the same
        # moment, and the stream of a reader who is gone would stay open for ever.
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            return await queue.get()
    except TimeoutError:
        return None


async def _events(member: Member, topics: Mapping[str, int | None]) -> AsyncIterator[str]:
    async with hub.subscribe(member.tenant_id, {READERS: None, **topics}) as queue:
        # Asked only now that READERS is heard: whoever is shut out meanwhile is seen here or told below.
        heard = await sync_to_async(_heard_by)(member, topics)
        yield "retry: 1000\nevent: open\ndata:\n\n"
        while True:
            event = await next_event(queue)
            if event is None:
                yield ": still here\n\n"
                continue
            if event.topic in (READERS, RESYNC):
                before, heard = heard, await sync_to_async(_heard_by)(member, topics)
                for topic in sorted(before - heard):
                    # A last word without content: the page fetches, and finds that it may not.
                    yield _as_text(Event(topic, "", event.number))
            if event.topic == RESYNC or event.topic in heard:
                yield _as_text(event)


def _as_text(event: Event) -> str:
    lines = "".join(f"data: {line}\n" for line in event.data.split("\n"))
    return f"id: {event.number}\nevent: {event.topic}\n{lines}\n"


def _heard_by(member: Member, topics: Iterable[str]) -> set[str]:
    """What of this the member may hear. The middleware asked the database in this request's own thread too,
    which lives as long as the stream."""
    try:
        return may_hear(member, topics)
    finally:
        let_go_of_database()
