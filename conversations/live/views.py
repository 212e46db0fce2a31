from __future__ import annotations

import re

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.models import Member
from conversations.live.stream import event_stream, let_go_of_database

TOPIC = re.compile(r"([a-z]+(?:-\d+)?)(?:@(\d{1,18}))?")
NUMBER = re.compile(r"\d{1,18}")
TOPICS_AT_MOST = 20


@require_safe
async def live(request: HttpRequest) -> HttpResponseBase:
    """Events of the member's own tenant: `/live/?topics=tickets@7,ticket-42@9`.

    The numbers are of the newest events that the page shows; what came after them is told first.
    """
    member: Member | None = request.member  # type: ignore[attr-defined]
    if member is None:
        await sync_to_async(let_go_of_database)()
        return HttpResponse("Sign in to receive live updates.", status=403)
    topics = [TOPIC.fullmatch(topic) for topic in request.GET.get("topics", "").split(",")]
    if len(topics) > TOPICS_AT_MOST or None in topics:
        await sync_to_async(let_go_of_database)()
        return HttpResponse("Write topics as tickets@7,ticket-42@9.", status=400)
    told = _told_before(request)
    asked = {match[1]: _known(match[2], told) for match in topics if match}
    return event_stream(member, asked)


def _told_before(request: HttpRequest) -> int | None:
    """Up to where the browser heard this stream, when it connects again by itself."""
    number = request.headers.get("Last-Event-ID", "")
    return int(number) if NUMBER.fullmatch(number) else None


def _known(shown: str | None, told: int | None) -> int | None:
    numbers = [int(number) for number in (shown, told) if number is not None]
    return max(numbers, default=None)
