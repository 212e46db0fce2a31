from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from django.db import connection
from django.http import StreamingHttpResponse

from conversations.live.hub import Event, hub

HEARTBEAT_SECONDS = 15


def event_stream(tenant_id: int, topics: Mapping[str, int | None]) -> StreamingHttpResponse:
    """Server-sent events on these topics of one tenant, until the reader goes away.

    Each topic has the number of the newest event on it that the reader knows of, or None.
    """
    response = StreamingHttpResponse(_events(tenant_id, topics), content_type="text/event-stream")
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


async def _events(tenant_id: int, topics: Mapping[str, int | None]) -> AsyncIterator[str]:
    async with hub.subscribe(tenant_id, topics) as queue:
        yield "retry: 1000\nevent: open\ndata:\n\n"
        while True:
            event = await next_event(queue)
            if event is None:
                yield ": still here\n\n"
            else:
                lines = "".join(f"data: {line}\n" for line in event.data.split("\n"))
                yield f"id: {event.number}\nevent: {event.topic}\n{lines}\n"
