"""Targets as people write them: `30 min`, `4 h`, `1 h 30 min`."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils.translation import gettext as _

_HOURS = r"(?:(\d{1,4})\s*(?:h|hours?|hrs?)\.?)?"
_MINUTES = r"(?:(\d{1,5})\s*(?:m|min|mins|minutes?)\.?)?"
_DURATION = re.compile(rf"{_HOURS}\s*{_MINUTES}", re.IGNORECASE)

# Thirty times twenty-four hours.
MINUTES_AT_MOST = 43_200


class BadDuration(ValueError):
    """The text says what is wrong, for the person."""


def read_minutes(text: str) -> int:
    """Raises BadDuration."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise BadDuration(_("Write a time like 30 min, 4 h or 1 h 30 min."))
    hours, minutes = (int(part or 0) for part in match.groups())
    total = hours * 60 + minutes
    if not 1 <= total <= MINUTES_AT_MOST:
        raise BadDuration(_("Write a time between 1 min and 720 h."))
    return total


def minutes_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)d h") % {"n": hours} if hours else "", _("%(n)d min") % {"n": rest} if rest else ""]
    return " ".join(filter(None, parts)) or _("%(n)d min") % {"n": 0}


def duration_words(duration: timedelta) -> str:
    """To the minute, rounded down; two days and more to the hour."""
    minutes = int(duration.total_seconds() // 60)
    return minutes_words(minutes if minutes < 48 * 60 else minutes // 60 * 60)
