"""The days that a page of figures is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import ngettext

LENGTHS = (7, 30, 90)
USUAL = 30
DAYS_AT_MOST = 3 * 366


@dataclass(frozen=True)
class Period:
    """From the beginning of the first day to the end of the last, where the member lives."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time.min, tzinfo=self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=self.zone)

    @property
    def query(self) -> str:
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})

    def __str__(self) -> str:
        return f"{formats.date_format(self.first)} – {formats.date_format(self.last)}"


@dataclass(frozen=True)
class Choice:
    label: str
    query: str
    is_current: bool


def read_period(asked: Mapping[str, str], zone: ZoneInfo) -> Period:
    """What an address asks for; where that makes no sense, the last 30 days."""
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first is None or last is None or not timedelta(0) <= last - first <= timedelta(days=DAYS_AT_MOST):
        return _latest(USUAL, zone)
    return Period(first, last, zone)


def choices(period: Period) -> list[Choice]:
    """The usual lengths up to today, for the picker."""
    found = [(days, _latest(days, period.zone)) for days in LENGTHS]
    return [
        Choice(
            ngettext("Last %(days)d day", "Last %(days)d days", days) % {"days": days},
            one.query,
            one == period,
        )
        for days, one in found
    ]


def _latest(days: int, zone: ZoneInfo) -> Period:
    today = timezone.now().astimezone(zone).date()
    return Period(today - timedelta(days=days - 1), today, zone)


def _day(given: str) -> date | None:
    try:
        day = parse_date(given)
    except ValueError:
        return None
    return day if day is not None and 1970 <= day.year <= 2999 else None
