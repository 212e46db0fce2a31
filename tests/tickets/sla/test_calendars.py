"""A tenant's hours with public holidays and own days off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tickets.models import BusinessHours
from tickets.sla.calendars import calendar_of, days_off
from tickets.sla.public_holidays import countries, holidays_of, regions

ALL_WEEK = [[[0, 1440]]] * 7
DAY = timedelta(days=1)


def hours(**fields) -> BusinessHours:
    return BusinessHours(**{"name": "Office", "timezone": "UTC", "week": ALL_WEEK} | fields)


def open_on(schedule: BusinessHours, *day: int) -> bool:
    start = datetime(*day, tzinfo=UTC)
    return calendar_of(schedule).between(start, start + DAY) == DAY


def test_a_public_holiday_of_the_country_is_closed() -> None:
    assert not open_on(hours(country="DE"), 2027, 10, 3)
    assert open_on(hours(country="FR"), 2027, 10, 3)
    assert open_on(hours(), 2027, 10, 3)


def test_a_holiday_of_one_region_is_open_in_another() -> None:
    assert not open_on(hours(country="DE", region="BE"), 2027, 3, 8)
    assert open_on(hours(country="DE", region="BY"), 2027, 3, 8)


def test_a_holiday_that_falls_on_a_weekend_is_observed_on_its_day_even_in_the_year_before() -> None:
    # New Year's Day 2028 is a Saturday; the United States take the Friday off.
    assert date(2027, 12, 31) in holidays_of("US", "", 2027)
    assert not open_on(hours(country="US"), 2027, 12, 31)


def test_an_own_day_off_is_closed_and_named() -> None:
    schedule = hours(country="DE", closed_days={"2027-12-24": "Christmas Eve"})

    assert not open_on(schedule, 2027, 12, 24)
    off = list(days_off(schedule, start=date(2027, 12, 20), days=8))
    assert off == [
        (date(2027, 12, 24), "Christmas Eve"),
        (date(2027, 12, 25), "Christmas Day"),
        (date(2027, 12, 26), "Second Day of Christmas"),
    ]


def test_hours_that_were_changed_count_anew() -> None:
    schedule = hours()
    assert open_on(schedule, 2027, 6, 1)
    schedule.closed_days = {"2027-06-01": ""}
    assert not open_on(schedule, 2027, 6, 1)


@pytest.mark.parametrize(("country", "region"), [("DE", "XX"), ("XX", "")])
def test_what_the_library_no_longer_knows_stops_no_clock(country, region) -> None:
    assert open_on(hours(country=country, region=region), 2027, 6, 1)


def test_countries_and_regions_have_readable_names() -> None:
    named = countries()
    assert (named["GB"], named["BA"], named["HK"]) == (
        "United Kingdom",
        "Bosnia and Herzegovina",
        "Hong Kong",
    )
    assert regions("GB")["SCT"] == "Scotland"
    assert regions("XX") == {}
