"""How often somebody may ask, counted in the cache, so that all processes share it."""

from __future__ import annotations

import ipaddress
import time

import structlog
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

WINDOW_SECONDS = 60


def network_of(request: HttpRequest) -> str:
    """Who a request counts for: an IPv4 address, or the /64 that one IPv6 subscriber has to themselves.

    REMOTE_ADDR only. Behind a proxy the web server puts the visitor's address there, for the proxies
    it is told to trust (FORWARDED_ALLOW_IPS); a header that anyone can send is never read here.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def seconds_to_wait(what: str, who: str, *, most: int) -> int:
    """Count one request; 0 while there were no more than `most` in this minute, else how long to wait."""
    window, elapsed = divmod(time.time(), WINDOW_SECONDS)
    try:
        count = _add_one(f"{what}:{who}:{window:.0f}")
    except (RedisError, ValueError) as error:
        # ValueError: the key expired in between. What was asked matters more than a count.
        logger.warning("request_not_counted", what=what, error=str(error))
        return 0
    return max(1, round(WINDOW_SECONDS - elapsed)) if count > most else 0


def _add_one(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:
        # The first of its minute, or one of the first: who comes second adds to the other's.
        return 1 if cache.add(key, 1, timeout=WINDOW_SECONDS + 1) else cache.incr(key)
