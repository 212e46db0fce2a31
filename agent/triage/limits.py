"""How often triages may be asked for: by person or key, and by address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from accounts.throttle import network_of, seconds_to_wait

# Answers come several to a ticket; reading costs next to nothing.
TIMES = {"starts": 1, "resumes": 3, "reads": 20}


def wait_for_address(what: str, request: HttpRequest) -> int:
    """Count one request of this address; 0, or the seconds after which it may be sent again."""
    return _count(f"triage:{what}:address", network_of(request), what)


def wait_for_caller(what: str, name: str) -> int:
    return _count(f"triage:{what}:caller", name, what)


def _count(counter: str, who: str, what: str) -> int:
    return seconds_to_wait(counter, who, most=TIMES[what] * settings.TRIAGE_PER_MINUTE)
