"""Server-sent events for one session's messenger."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_http_methods

from channels_app.widget import errors
from channels_app.widget.endpoint import allow_reading, preflight_headers, require_session
from channels_app.widget.models import WidgetSession
from channels_app.widget.services import current_ticket
from channels_app.widget.throttle import limit_address
from conversations.live.hub import Event, hub
from conversations.live.stream import let_go_of_database, next_event

logger = structlog.get_logger(__name__)

METHODS = ["GET", "HEAD", "OPTIONS"]
OPENED = "retry: 1000\nevent: open\ndata:\n\n"


@require_http_methods(METHODS)
async def events(request: HttpRequest) -> HttpResponseBase:
    """`changed`: fetch what is new. `delta`, `thinking`, `idle`: an answer on its way. `closed`: the end."""
    response: HttpResponseBase
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers=preflight_headers(METHODS))
    else:
        response = await _answer(request)
    allow_reading(request, response)
    return response


async def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        session = await sync_to_async(_admit)(request)
    except errors.Refusal as refusal:
        return refusal.as_json()
    except Exception:
        logger.exception("widget_stream_failed")
        return errors.unexpected().as_json()
    response = StreamingHttpResponse(_events(session), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


def _admit(request: HttpRequest) -> WidgetSession:
    try:
        limit_address("streams", request)
        return require_session(request, "streams")
    finally:
        let_go_of_database()


async def _events(session: WidgetSession) -> AsyncIterator[str]:
    discussion: int | None = None
    while True:
        topics = [session.topic, *([f"discussion-{discussion}"] if discussion else [])]
        async with hub.subscribe(session.tenant_id, dict.fromkeys(topics)) as queue:
            # Asked only now that the topics are heard: a thread that opens meanwhile is either seen
            # here or told below, so no first answer streams past a messenger that waits for it.
            found = await sync_to_async(_current_discussion)(session)
            if found != discussion:
                discussion = found
                continue
            yield OPENED
            while (told := await _next(queue))["kind"] != "thread":
                yield _as_text(told)
                if told["kind"] == "closed":
                    return
            discussion = told["discussion"]


async def _next(queue: asyncio.Queue[Event]) -> dict[str, Any]:
    event = await next_event(queue)
    if event is None:
        return {"kind": "heartbeat"}
    # Whatever is not an object ("changed", a resync) only says that there is something to fetch.
    data = json.loads(event.data) if event.data.startswith("{") else {}
    return data if "kind" in data else {"kind": "changed"}


def _as_text(told: dict[str, Any]) -> str:
    if told["kind"] == "heartbeat":
        return ": still here\n\n"
    data = {name: value for name, value in told.items() if name != "kind"}
    return f"event: {told['kind']}\ndata: {json.dumps(data)}\n\n"


def _current_discussion(session: WidgetSession) -> int | None:
    try:
        session.refresh_from_db(fields=["thread_count"])
        ticket = current_ticket(session)
        return ticket.discussion_id if ticket else None
    finally:
        let_go_of_database()
