"""A run that another process took up, told to who listens here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.conf import settings

from agent.models import TriageThread
from agent.triage.nodes import Event, interrupt
from conversations.live.stream import let_go_of_database

LOOK_EVERY = 1.0
# A process that died holds the run for one lease more; whoever goes on with it then has so long.
SECONDS_TO_GO_ON = 60


async def events_of_end(thread: TriageThread) -> AsyncIterator[Event | None]:
    """What it comes to, once it has: None whenever it still runs, and no more where that is for too long.

    Raises TriageThread.DoesNotExist when it was deleted meanwhile.
    """
    until = time.monotonic() + settings.JOB_LEASE_SECONDS + SECONDS_TO_GO_ON
    while await sync_to_async(_is_running)(thread):
        if time.monotonic() > until:
            return
        yield None
        await asyncio.sleep(LOOK_EVERY)
    yield {"type": "kb_search_complete", "data": thread.matches}
    if thread.is_waiting:
        yield interrupt(thread.questions)
    else:
        yield {"type": "classification_complete", "data": thread.result}


def _is_running(thread: TriageThread) -> bool:
    try:
        thread.refresh_from_db(fields=["state", "matches", "questions", "result"])
    finally:
        let_go_of_database()
    return thread.is_running
