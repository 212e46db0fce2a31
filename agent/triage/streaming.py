"""A run told line by line while it happens, and finished whether or not anybody still listens."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import connections
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from agent.models import TriageThread
from agent.triage import refusals
from agent.triage.elsewhere import LOOK_EVERY, events_of_end
from agent.triage.nodes import Event
from agent.triage.workflow import advance
from ai.conf import engine_name

logger = structlog.get_logger(__name__)

# The local engine's work is the processor's: more at once would only make each of them slower. A provider is
# waited for.
local_pool = ThreadPoolExecutor(4, thread_name_prefix="triage")
provider_pool = ThreadPoolExecutor(32, thread_name_prefix="triage-provider")
# Proxies close what is silent for longer; many after a minute, some after half of one.
SILENT_SECONDS = 15
ENDS = {"interrupt", "classification_complete", "error"}


class Listener:
    """Hears the events of a run in another thread. One that went away is told in vain."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def hear(self, event: Event | None) -> None:
        """None is the end."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    async def events(self) -> AsyncIterator[Event | None]:
        """None whenever there was none for a moment."""
        while True:
            try:
                # Not `wait_for`: conversations.live.stream says why.
                async with asyncio.timeout(LOOK_EVERY):
                    event = await self._queue.get()
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event


def stream_run(thread: TriageThread) -> StreamingHttpResponse:
    """The run's events as NDJSON, each sent as soon as it is known. It begins now, listened to or not."""
    listener = Listener()
    pool = local_pool if engine_name() == "local" else provider_pool
    pool.submit(_run, thread, listener)
    response = StreamingHttpResponse(_lines(thread, listener), content_type="application/x-ndjson")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _lines(thread: TriageThread, listener: Listener) -> AsyncIterator[str]:
    running = {"type": "status", "state": "running", "message": _("Triaging.")}
    yield _line(thread, running)
    told_at = time.monotonic()
    async for event in _events(thread, listener):
        if event is not None or time.monotonic() - told_at >= SILENT_SECONDS:
            yield _line(thread, event or running)
            told_at = time.monotonic()


async def _events(thread: TriageThread, listener: Listener) -> AsyncIterator[Event | None]:
    end = ""
    async for event in listener.events():
        yield event
        if event is not None and event["type"] in ENDS:
            end = event["type"]
    if not end:
        # It waited for its turn here too long, or its process was thought dead, and a job took it up.
        try:
            async for event in events_of_end(thread):
                yield event
        except TriageThread.DoesNotExist:
            gone, end = refusals.thread_unknown(), "error"
            yield {"type": "error", "code": gone.code, "message": str(gone)}
    if end != "error":
        message = _("It goes on elsewhere.") if thread.is_running else thread.get_state_display()
        yield {"type": "status", "state": thread.state, "message": message}


def _line(thread: TriageThread, event: Event) -> str:
    return json.dumps({**event, "thread_id": str(thread.pk)}, ensure_ascii=False, default=str) + "\n"


def _run(thread: TriageThread, listener: Listener) -> None:
    try:
        for event in advance(thread):
            listener.hear(event)
    except Exception:
        # The last line of defence: who listens is told, and the job that looks after the thread tries again.
        logger.exception("triage_run_failed", thread=str(thread.pk))
        message = _("Something went wrong on our side. The triage goes on in a minute by itself.")
        listener.hear({"type": "error", "code": "UNKNOWN_ERROR", "message": message})
    finally:
        listener.hear(None)
        connections.close_all()
