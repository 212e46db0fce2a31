"""A tenant's business hours as something that can count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tickets.models import BusinessHours
from tickets.sla.hours import AroundTheClock, Calendar, Hours, Window
from tickets.sla.public_holidays import holidays_of

AROUND_THE_CLOCK = AroundTheClock()


def calendar_of(hours: BusinessHours | None) -> Hours:
    """Raises tickets.sla.hours.NeverOpen when nothing of the week is open."""
    return working_week(hours) if hours else AROUND_THE_CLOCK


def working_week(hours: BusinessHours) -> Calendar:
    # Kept by what the row says, so a changed row is another calendar.
    own = frozenset(hours.closed_days)
    return _calendar(hours.timezone, json.dumps(hours.week), hours.country, hours.region, own)


def days_off(hours: BusinessHours, *, start: date, days: int) -> Iterator[tuple[date, str]]:
    """The holidays and own days off from `start` on, with their names."""
    for offset in range(days):
        day = start + timedelta(days=offset)
        public = holidays_of(hours.country, hours.region, day.year) if hours.country else {}
        if day.isoformat() in hours.closed_days:
            yield day, hours.closed_days[day.isoformat()]
        elif day in public:
            yield day, public[day]


@lru_cache(maxsize=256)
def _calendar(zone: str, week: str, country: str, region: str, own: frozenset[str]) -> Calendar:
    def is_closed(day: date) -> bool:
        return day.isoformat() in own or bool(country and day in holidays_of(country, region, day.year))

    windows = tuple(tuple(Window(start, end) for start, end in day) for day in json.loads(week))
    return Calendar(ZoneInfo(zone), windows, is_closed)
