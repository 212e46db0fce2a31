"""A run told line by line while it happens, and finished whether or not anybody still listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import connections
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from agent.models import TriageThread
from agent.triage.nodes import Event
from agent.triage.workflow import advance

logger = structlog.get_logger(__name__)

# The work is the processor's: more at once would only make each of them slower.
THREADS = 4
pool = ThreadPoolExecutor(THREADS, thread_name_prefix="triage")


class Listener:
    """Hears the events of a run in another thread. One that went away is told in vain."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def hear(self, event: Event | None) -> None:
        """None is the end."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    async def events(self) -> AsyncIterator[Event]:
        while (event := await self._queue.get()) is not None:
            yield event


def stream_run(thread: TriageThread) -> StreamingHttpResponse:
    """The run's events as NDJSON, each sent as soon as it is known. It begins now, listened to or not."""
    listener = Listener()
    pool.submit(_run, thread, listener)
    response = StreamingHttpResponse(_lines(thread, listener), content_type="application/x-ndjson")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _lines(thread: TriageThread, listener: Listener) -> AsyncIterator[str]:
    yield _line(
        {"type": "status", "thread_id": str(thread.pk), "state": "running", "message": _("Triaging.")}
    )
    async for event in listener.events():
        yield _line({**event, "thread_id": str(thread.pk)})


def _line(event: Event) -> str:
    return json.dumps(event, ensure_ascii=False, default=str) + "\n"


def _run(thread: TriageThread, listener: Listener) -> None:
    try:
        for event in advance(thread):
            listener.hear(event)
        # A run that waited for its turn too long here was taken up by another process.
        thread.refresh_from_db(fields=["state"])
        message = _("It goes on elsewhere.") if thread.is_running else thread.get_state_display()
        listener.hear({"type": "status", "state": thread.state, "message": message})
    except Exception:
        # The last line of defence: who listens is told, and the job that looks after the thread tries again.
        logger.exception("triage_run_failed", thread=str(thread.pk))
        message = _("Something went wrong on our side. The triage goes on in a minute by itself.")
        listener.hear({"type": "error", "code": "UNKNOWN_ERROR", "message": message})
    finally:
        listener.hear(None)
        connections.close_all()
