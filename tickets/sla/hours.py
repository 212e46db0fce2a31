"""Business hours: how much of a span of time was open, and when so much of it will have been.

Pure: no database, no settings. A boundary of a window is a wall-clock time, and every wall-clock time is one
moment: the first of the two when the clock is set back over it, the moment of the change when the clock is
set forward over it. So windows that do not overlap on the wall never overlap in time, whatever a zone does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
NOTHING = timedelta()
# A calendar that is closed for so long will not open again.
CLOSED_DAYS_AT_MOST = 800


class NeverOpen(ValueError):
    """Nothing of the week is open, or what would be is always a holiday."""


class Hours(Protocol):
    """What a clock needs to know of business hours. Moments are aware datetimes."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` is open; nothing when `end` is not after `start`."""

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The first moment at which `amount` of open time has passed since `start`; undoes `between`."""


class AroundTheClock:
    """Always open."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        return max(end - start, NOTHING)

    def after(self, start: datetime, amount: timedelta) -> datetime:
        return start + max(amount, NOTHING)


@dataclass(frozen=True, order=True)
class Window:
    """Open from `start` to `end`, in minutes of the local day; midnight at its end is 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise ValueError(f"{self.start} to {self.end} is no window of a day.")


Week = tuple[tuple[Window, ...], ...]


def _never(day: date) -> bool:
    return False


@dataclass(frozen=True)
class Calendar:
    """Windows on each day of the week, Monday first, in a time zone. `is_closed` names the days off."""

    zone: ZoneInfo
    week: Week
    is_closed: Callable[[date], bool] = _never

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days.")
        if not any(self.week):
            raise NeverOpen("No day of the week is open.")
        for windows in self.week:
            if any(later.start < earlier.end for earlier, later in pairwise(windows)):
                raise ValueError("The windows of a day must follow each other.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        last_day = end.astimezone(self.zone).date()
        total = NOTHING
        for day in self._days_from(start):
            if day > last_day:
                break
            total += sum(
                (min(closes, end) - opens for opens, closes in self._open_on(day, start) if opens < end),
                NOTHING,
            )
        return total

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """Raises NeverOpen when no window opens for years."""
        if amount <= NOTHING:
            return start
        closed_days = 0
        for day in self._days_from(start):
            spans = list(self._open_on(day, start))
            closed_days = 0 if spans else closed_days + 1
            if closed_days > CLOSED_DAYS_AT_MOST:
                break
            for opens, closes in spans:
                if closes - opens >= amount:
                    return opens + amount
                amount -= closes - opens
        raise NeverOpen(f"Nothing is open for {CLOSED_DAYS_AT_MOST} days.")

    def _days_from(self, start: datetime) -> Iterator[date]:
        day = start.astimezone(self.zone).date()
        while True:
            yield day
            day += timedelta(days=1)

    def _open_on(self, day: date, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is open on the local `day` from `start` on."""
        if self.is_closed(day):
            return
        for window in self.week[day.weekday()]:
            opens = max(moment_of(self.zone, day, window.start), start)
            closes = moment_of(self.zone, day, window.end)
            if opens < closes:
                yield opens, closes


def moment_of(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The moment in UTC at which the clocks of `zone` first show this minute of this day, or go past it."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _jump_over(zone, wall)


def _jump_over(zone: ZoneInfo, wall: datetime) -> datetime:
    """The moment at which the clocks are set forward over `wall`."""
    # PEP 495: of a time that does not exist, fold=1 gives a moment before the change and fold=0 one after it.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()

    def is_after(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).utcoffset() == offset

    seconds = range(int((after - before).total_seconds()) + 1)
    return before + timedelta(seconds=bisect_left(seconds, True, key=is_after))
