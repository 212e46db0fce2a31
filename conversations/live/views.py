from __future__ import annotations

import re

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.models import Member
from conversations.live.stream import event_stream, let_go_of_database

TOPIC = re.compile(r"[a-z]+(-\d+)?")
TOPICS_AT_MOST = 20


@require_safe
async def live(request: HttpRequest) -> HttpResponseBase:
    """Events of the member's own tenant: `/live/?topics=tickets,ticket-42`."""
    member: Member | None = request.member  # type: ignore[attr-defined]
    # The middleware asked the database in this request's own thread, which lives as long as the stream.
    await sync_to_async(let_go_of_database)()
    if member is None:
        return HttpResponse("Sign in to receive live updates.", status=403)
    topics = request.GET.get("topics", "").split(",")
    if len(topics) > TOPICS_AT_MOST or not all(TOPIC.fullmatch(topic) for topic in topics):
        return HttpResponse("Write topics as tickets,ticket-42.", status=400)
    return event_stream(member.tenant_id, topics)
