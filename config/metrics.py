"""What Prometheus reads."""

from __future__ import annotations

import hmac

import redis
import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agent.chat.metrics import CHAT_METRICS
from conversations.metrics import exposition

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

logger = structlog.get_logger(__name__)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters of all processes, for whoever has METRICS_TOKEN; there are none to be seen without one."""
    _scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(
        given.strip().encode(), settings.METRICS_TOKEN.encode()
    ):
        raise Http404
    try:
        text = exposition(CHAT_METRICS)
    except redis.RedisError as error:
        logger.error("metrics_unreachable", error=str(error))
        return HttpResponse(status=503, content_type=CONTENT_TYPE)
    return HttpResponse(text, content_type=CONTENT_TYPE)
