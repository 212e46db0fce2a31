"""Is the hub alive, and can it do its work?"""

from __future__ import annotations

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from knowledge.models import Passage

logger = structlog.get_logger(__name__)


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked, so that a slow database does not restart it."""
    return JsonResponse({"status": "ok"})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Everything an answer needs. 200 when all of it works, 503 when something does not."""
    database = _database_works()
    cache = _redis_works()
    knowledge = database and Passage.objects.filter(embedding__isnull=False).exists()
    healthy = database and cache
    body = {
        "status": "ok" if healthy else "unavailable",
        "environment": settings.HUB_ENVIRONMENT,
        "engine": settings.AI_ENGINE,
        "knowledge_loaded": knowledge,
        "database": database,
        "redis": cache,
    }
    return JsonResponse(body, status=200 if healthy else 503)


def _database_works() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("database_unreachable", error=str(error))
        return False
    return True


def _redis_works() -> bool:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()
    except redis.RedisError as error:
        logger.error("redis_unreachable", error=str(error))
        return False
    return True
