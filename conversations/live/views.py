from __future__ import annotations

import re

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from accounts.access import current_member
from conversations.live.stream import event_stream

TOPIC = re.compile(r"[a-z]+(-\d+)?")
TOPICS_AT_MOST = 20


@require_GET
async def live(request: HttpRequest) -> HttpResponseBase:
    """Events of the member's own tenant: `/live/?topics=tickets,ticket-42`."""
    member = await sync_to_async(current_member)(request)
    if member is None:
        return HttpResponse("Sign in to receive live updates.", status=403)
    topics = request.GET.get("topics", "").split(",")
    if len(topics) > TOPICS_AT_MOST or not all(TOPIC.fullmatch(topic) for topic in topics):
        return HttpResponse("Write topics as tickets,ticket-42.", status=400)
    return event_stream(member.tenant_id, topics)
