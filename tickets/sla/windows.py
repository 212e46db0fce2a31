"""A day's windows as people write them: `9-12, 13:30 to 17:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _

from tickets.sla.hours import DAY_MINUTES, Window

_DASH = r"\s*(?:-|–|—|\bto\b)\s*"
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_WINDOW = re.compile(f"{_TIME}{_DASH}{_TIME}")


class BadWindows(ValueError):
    """The text says what is wrong, for the person."""


def read_windows(text: str) -> tuple[Window, ...]:
    """The windows of a day in their order; none of an empty text. Raises BadWindows."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text)]
    windows = sorted(_read_window(part) for part in parts if part)
    for earlier, later in pairwise(windows):
        if later.start < earlier.end:
            raise BadWindows(
                _("%(one)s and %(other)s overlap.")
                % {"one": window_words(earlier), "other": window_words(later)}
            )
    return tuple(windows)


def windows_words(windows: Iterable[Window]) -> str:
    return ", ".join(window_words(window) for window in windows)


def window_words(window: Window) -> str:
    return f"{_clock(window.start)}–{_clock(window.end)}"


def _read_window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise BadWindows(
            _("“%(text)s” is no span of time. Write one like 9:00–17:00, several with commas between them.")
            % {"text": text[:40]}
        )
    hour, minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    start, end = _minute_of_day(hour, minute, text), _minute_of_day(end_hour, end_minute, text)
    if start >= end:
        raise BadWindows(
            _("“%(text)s” ends before it begins. A night is two: 22:00–24:00, and 0:00–6:00 the next day.")
            % {"text": text[:40]}
        )
    return Window(start, end)


def _minute_of_day(hour: int, minute: int, text: str) -> int:
    total = hour * 60 + minute
    if minute > 59 or total > DAY_MINUTES:
        raise BadWindows(_("“%(text)s”: a day goes from 0:00 to 24:00.") % {"text": text[:40]})
    return total


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
