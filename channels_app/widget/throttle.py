"""How often one session and one address may ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.throttle import network_of, seconds_to_wait
from channels_app.widget import errors


@dataclass(frozen=True)
class Limit:
    """Requests in a minute."""

    per_session: int
    per_address: int


LIMITS = {
    "sessions": Limit(per_session=30, per_address=60),
    "messages": Limit(per_session=30, per_address=120),
    "files": Limit(per_session=20, per_address=40),
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


def _limit(scope: str) -> Limit:
    """The limit of a scope; settings.WIDGET_LIMITS may give others as (per session, per address)."""
    given = getattr(settings, "WIDGET_LIMITS", {}).get(scope)
    return Limit(*given) if given else LIMITS[scope]


def _count(scope: str, kind: str, who: str, most: int) -> None:
    wait = seconds_to_wait(f"widget:{scope}:{kind}", who, most=most)
    if wait:
        raise errors.rate_limited(wait)
