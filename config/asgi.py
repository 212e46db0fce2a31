"""One port, two roads: streams run on the event loop, every other page in a pool of threads.

The threads keep their database connections, which is several times faster than a connection per
request; the streams hold no connection at all while they are open.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

django_async: Handler = get_asgi_application()

from config.wsgi import application as django_wsgi  # noqa: E402  (apps must be loaded first)

# ASGI's own types, wide enough for both handlers: the libraries name them differently.
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Handler = Callable[[Any, Receive, Send], Awaitable[None]]

STREAMS = ("/live/", "/api/widget/events", "/api/triage/stream", "/api/triage/resume")
ADMISSIONS_AT_ONCE = 8
THREADS = int(os.environ.get("WEB_THREADS", "8"))

admissions = asyncio.Semaphore(ADMISSIONS_AT_ONCE)
django_threads: Handler = WSGIMiddleware(django_wsgi, workers=THREADS)  # type: ignore[arg-type]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"].startswith(STREAMS):
        await _stream(scope, receive, send)
    else:
        await django_threads(scope, receive, send)


async def _stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Let few streams be authorised at once.

    Each asks the database in a thread of its own, so a thousand that reconnect after a restart would
    otherwise ask for a thousand connections.
    """
    await admissions.acquire()
    waiting = [admissions]

    async def send_and_let_next_in(message: Any) -> None:
        while waiting:
            waiting.pop().release()
        await send(message)

    try:
        await django_async(scope, receive, send_and_let_next_in)
    finally:
        while waiting:
            waiting.pop().release()


async def _lifespan(receive: Receive, send: Send) -> None:
    from conversations.live.hub import hub

    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
