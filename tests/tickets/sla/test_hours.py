"""Counting business hours, in zones that do odd things to their clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.sla.hours import AroundTheClock, Calendar, NeverOpen, Window, moment_of

OFFICE = (Window(9 * 60, 12 * 60), Window(13 * 60, 17 * 60))
ALL_DAY = (Window(0, 24 * 60),)
CLOSED = ()

# Spring forward and fall back in the night; a change at midnight; one of 30 minutes; a day that was left out.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
]


def calendar(zone: str, *days: tuple[Window, ...], closed: set[date] | None = None) -> Calendar:
    week = (*days, *[CLOSED] * (7 - len(days)))
    return Calendar(ZoneInfo(zone), week, (closed or set()).__contains__)


def weekdays(zone: str, windows: tuple[Window, ...] = OFFICE, **rest) -> Calendar:
    return calendar(zone, *[windows] * 5, **rest)


def local(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_the_lunch_break_and_the_night_do_not_count() -> None:
    berlin = weekdays("Europe/Berlin")
    start, end = local("Europe/Berlin", 2026, 11, 19, 11, 0), local("Europe/Berlin", 2026, 11, 20, 10, 30)

    assert berlin.between(start, end) == hours(1 + 4 + 1.5)
    assert berlin.after(start, hours(6.5)) == end


def test_a_friday_evening_goes_on_at_monday_morning() -> None:
    berlin = weekdays("Europe/Berlin")
    friday = local("Europe/Berlin", 2026, 11, 20, 18, 0)

    assert berlin.after(friday, timedelta(minutes=30)) == local("Europe/Berlin", 2026, 11, 23, 9, 30)


def test_what_ends_with_a_window_is_due_at_its_end_and_not_at_the_next_beginning() -> None:
    berlin = weekdays("Europe/Berlin")
    start = local("Europe/Berlin", 2026, 11, 20, 9, 0)

    assert berlin.after(start, hours(3)) == local("Europe/Berlin", 2026, 11, 20, 12, 0)
    assert berlin.after(start, hours(7)) == local("Europe/Berlin", 2026, 11, 20, 17, 0)


def test_a_day_off_is_passed_over() -> None:
    berlin = weekdays("Europe/Berlin", closed={date(2026, 12, 25)})
    eve = local("Europe/Berlin", 2026, 12, 24, 16, 0)

    assert berlin.after(eve, hours(2)) == local("Europe/Berlin", 2026, 12, 28, 10, 0)
    assert berlin.between(eve, local("Europe/Berlin", 2026, 12, 28, 0, 0)) == hours(1)


def test_a_window_may_go_on_to_midnight_and_from_midnight_on() -> None:
    night = calendar("Europe/Berlin", (Window(22 * 60, 24 * 60),), (Window(0, 6 * 60),))
    monday = local("Europe/Berlin", 2026, 11, 16, 23, 0)

    assert night.after(monday, hours(7)) == local("Europe/Berlin", 2026, 11, 17, 6, 0)


@pytest.mark.parametrize(("day", "length"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 20), 24)])
def test_a_whole_day_is_as_long_as_the_clocks_make_it(day, length) -> None:
    berlin = calendar("Europe/Berlin", *[ALL_DAY] * 7)
    start = local("Europe/Berlin", *day)

    assert berlin.between(start, moment_of(ZoneInfo("Europe/Berlin"), date(*day), 1440)) == hours(length)


def test_a_window_that_begins_in_the_hour_left_out_begins_when_the_clocks_jump() -> None:
    berlin = calendar("Europe/Berlin", *[(Window(2 * 60 + 30, 4 * 60),)] * 7)
    day = local("Europe/Berlin", 2026, 3, 29)

    assert berlin.after(day, timedelta(minutes=1)) == datetime(2026, 3, 29, 1, 1, tzinfo=UTC)
    assert berlin.between(day, day + timedelta(days=1)) == hours(1)


def test_a_midnight_that_is_left_out_is_the_moment_of_the_jump() -> None:
    # On 24 April 2026 the clocks of Cairo go from 0:00 to 1:00.
    cairo = calendar("Africa/Cairo", *[ALL_DAY] * 7)
    midnight = moment_of(ZoneInfo("Africa/Cairo"), date(2026, 4, 24), 0)

    assert midnight == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)
    next_midnight = moment_of(ZoneInfo("Africa/Cairo"), date(2026, 4, 25), 0)
    assert cairo.between(midnight, next_midnight) == hours(23)


def test_a_date_that_was_left_out_has_no_length() -> None:
    # Samoa went from 29 to 31 December 2011.
    apia = calendar("Pacific/Apia", *[ALL_DAY] * 7)
    zone = ZoneInfo("Pacific/Apia")

    assert moment_of(zone, date(2011, 12, 30), 0) == moment_of(zone, date(2011, 12, 31), 0)
    before, after = moment_of(zone, date(2011, 12, 29), 0), moment_of(zone, date(2012, 1, 1), 0)
    assert apia.between(before, after) == hours(48)


def test_a_week_with_nothing_open_is_refused() -> None:
    with pytest.raises(NeverOpen):
        calendar("UTC")


def test_a_week_whose_only_day_is_always_off_says_so_instead_of_searching_for_ever() -> None:
    sundays = Calendar(ZoneInfo("UTC"), (*[CLOSED] * 6, OFFICE), lambda day: day.weekday() == 6)

    assert sundays.between(local("UTC", 2026, 1, 1), local("UTC", 2026, 12, 31)) == hours(0)
    with pytest.raises(NeverOpen):
        sundays.after(local("UTC", 2026, 1, 1), hours(1))


@pytest.mark.parametrize("start_end", [(600, 600), (700, 600), (-1, 5), (0, 1441)])
def test_what_is_no_window_of_a_day_is_refused(start_end) -> None:
    with pytest.raises(ValueError, match="no window of a day"):
        Window(*start_end)


def test_windows_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        calendar("UTC", (Window(0, 120), Window(60, 180)))


# Boundaries on the quarter hour between which the changes of the clocks lie, days around them, any length.
minutes = st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True).map(sorted)
days = minutes.map(
    lambda marks: tuple(
        Window(start * 15, end * 15) for start, end in zip(marks[::2], marks[1::2], strict=False)
    )
)
weeks = st.lists(days, min_size=7, max_size=7).filter(any).map(tuple)
zones = st.sampled_from(ZONES)
moments = st.sampled_from(
    [
        (2011, 12, 27),
        (2018, 2, 15),
        (2018, 11, 1),
        (2026, 3, 6),
        (2026, 3, 27),
        (2026, 4, 3),
        (2026, 4, 22),
        (2026, 10, 2),
        (2026, 10, 23),
        (2026, 10, 28),
    ]
).flatmap(
    lambda day: st.integers(0, 6 * 86_400).map(lambda s: datetime(*day, tzinfo=UTC) + timedelta(seconds=s))
)
amounts = st.integers(0, 60 * 3600).map(lambda seconds: timedelta(seconds=seconds))
quick = settings(max_examples=60, deadline=None)


@quick
@given(zones, weeks, moments, amounts)
def test_after_undoes_between(zone, week, start, amount) -> None:
    hours = Calendar(ZoneInfo(zone), week)

    end = hours.after(start, amount)

    assert end >= start
    assert hours.between(start, end) == amount
    # It is the first such moment: a second before it, not so much had passed.
    if amount:
        assert hours.between(start, end - timedelta(seconds=1)) < amount


@quick
@given(zones, weeks, moments, moments)
def test_between_undoes_after(zone, week, one, other) -> None:
    start, end = sorted([one, other])
    hours = Calendar(ZoneInfo(zone), week)

    passed = hours.between(start, end)

    assert timedelta() <= passed <= end - start
    assert hours.after(start, passed) <= end


@quick
@given(zones, weeks, moments, amounts, amounts)
def test_more_time_is_later_and_a_later_start_ends_no_earlier(zone, week, start, one, other) -> None:
    hours = Calendar(ZoneInfo(zone), week)
    less, more = sorted([one, other])

    assert hours.after(start, less) <= hours.after(start, more)
    assert hours.after(start, less) <= hours.after(start + other, less)


@quick
@given(zones, weeks, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_parts_of_a_span_add_up(zone, week, span) -> None:
    start, middle, end = span
    hours = Calendar(ZoneInfo(zone), week)

    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)


@quick
@given(moments, amounts)
def test_around_the_clock_is_a_week_of_whole_days(start, amount) -> None:
    whole = Calendar(ZoneInfo("Europe/Berlin"), (ALL_DAY,) * 7)

    assert AroundTheClock().after(start, amount) == whole.after(start, amount)
    assert AroundTheClock().between(start, start + amount) == whole.between(start, start + amount)
