"""How often one session and one address may ask. Counted in the cache, so all processes share it."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from channels_app.widget import errors

logger = structlog.get_logger(__name__)

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Limit:
    """Requests in a minute."""

    per_session: int
    per_address: int


LIMITS = {
    "sessions": Limit(per_session=30, per_address=60),
    "messages": Limit(per_session=30, per_address=120),
    "reads": Limit(per_session=240, per_address=1200),
    "journey": Limit(per_session=60, per_address=300),
    "streams": Limit(per_session=60, per_address=300),
}


def limit_address(scope: str, request: HttpRequest) -> None:
    """Count a request of this address. Raises errors.Refusal (429) when it was one too many."""
    _count(scope, "address", network_of(request), _limit(scope).per_address)


def limit_session(scope: str, session_id: int) -> None:
    """Count a request of this session. Raises errors.Refusal (429) when it was one too many."""
    _count(scope, "session", str(session_id), _limit(scope).per_session)


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


def _limit(scope: str) -> Limit:
    """The limit of a scope; settings.WIDGET_LIMITS may give others as (per session, per address)."""
    given = getattr(settings, "WIDGET_LIMITS", {}).get(scope)
    return Limit(*given) if given else LIMITS[scope]


def _count(scope: str, kind: str, who: str, most: int) -> None:
    window, elapsed = divmod(time.time(), WINDOW_SECONDS)
    key = f"widget:{scope}:{kind}:{who}:{window:.0f}"
    try:
        count = _add_one(key)
    except (RedisError, ValueError) as error:
        # ValueError: the key expired in between. A customer's message matters more than a count.
        logger.warning("widget_request_not_counted", error=str(error))
        return
    if count > most:
        raise errors.rate_limited(max(1, round(WINDOW_SECONDS - elapsed)))


def _add_one(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:
        # The first of its minute, or one of the first: who comes second adds to the other's.
        return 1 if cache.add(key, 1, timeout=WINDOW_SECONDS + 1) else cache.incr(key)
