"""What a member chooses to be told of, and when mail is due by it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tickets.models import Notification, NotificationSettings
from tickets.models.notification import DEFAULT_CHOICES, Choice, Email

pytestmark = pytest.mark.django_db

Kind = Notification.Kind


def answers(**other: Any) -> dict[str, Any]:
    """The form as it is sent when everything is off."""
    return {"digest_minutes": 60, **{f"{kind}_email": "off" for kind in Kind.values}, **other}


def test_the_page_shows_a_row_for_each_kind_with_the_defaults(bob, signed_in) -> None:
    page = signed_in(bob).get(reverse("notifications:settings")).content.decode()

    for label in Kind.labels:
        assert str(label) in page
    assert page.count('type="checkbox"') == len(Kind)
    assert not NotificationSettings.objects.exists()


def test_every_kind_has_a_default() -> None:
    assert set(DEFAULT_CHOICES) == set(Kind)


def test_what_is_chosen_is_kept(bob, signed_in) -> None:
    chosen = answers(assigned_in_app="on", mentioned_email="digest", quiet_from="22:00", quiet_until="07:30")

    for _twice in range(2):
        response = signed_in(bob).post(reverse("notifications:settings-save"), chosen)
        assert response.status_code == 302

    kept = NotificationSettings.objects.get(member=bob)
    assert kept.choice(Kind.ASSIGNED) == Choice(in_app=True, email=Email.OFF)
    assert kept.choice(Kind.MENTIONED) == Choice(in_app=False, email=Email.DIGEST)
    assert (kept.digest_minutes, kept.quiet_from, kept.quiet_until) == (60, time(22), time(7, 30))


@pytest.mark.parametrize(
    "wrong",
    [
        {"mentioned_email": "hourly"},
        {"digest_minutes": 7},
        {"quiet_from": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
    ],
)
def test_a_wrong_choice_is_refused_where_it_was_made(wrong, bob, signed_in) -> None:
    response = signed_in(bob).post(
        reverse("notifications:settings-save"), answers(**wrong), headers={"HX-Request": "true"}
    )

    assert response.status_code == 422
    assert b"errorlist" in response.content
    assert not NotificationSettings.objects.exists()


def test_ones_choice_is_ones_own(bob, alice, signed_in) -> None:
    signed_in(bob).post(reverse("notifications:settings-save"), answers())

    assert NotificationSettings.of(alice).choice(Kind.ASSIGNED) == DEFAULT_CHOICES[Kind.ASSIGNED]


def settings(member: Any, **fields: Any) -> NotificationSettings:
    made = NotificationSettings(member=member, **fields)
    made.choose({Kind.REPLIED: Choice(True, Email.DIGEST), Kind.MERGED: Choice(True, Email.OFF)})
    return made


def test_a_digest_is_due_at_the_next_full_step(bob) -> None:
    now = datetime(2026, 3, 2, 9, 41, 20, tzinfo=UTC)

    due = [settings(bob, digest_minutes=minutes).due_at(Kind.REPLIED, now) for minutes in (10, 30, 60, 240)]

    assert [f"{moment:%H:%M:%S}" for moment in due] == ["09:50:00", "10:00:00", "10:00:00", "12:00:00"]


def test_at_once_is_within_seconds_and_off_is_never(bob) -> None:
    now = datetime(2026, 3, 2, 9, 41, 20, tzinfo=UTC)

    assert settings(bob).due_at(Kind.ASSIGNED, now) - now < timedelta(seconds=30)
    assert settings(bob).due_at(Kind.MERGED, now) is None


@pytest.mark.parametrize(
    ("hours", "local", "due"),
    [
        ((22, 7), "21:00", "21:00"),
        ((22, 7), "22:00", "07:00 next"),
        ((22, 7), "23:30", "07:00 next"),
        ((22, 7), "03:00", "07:00"),
        ((22, 7), "07:00", "07:00"),
        ((12, 14), "13:00", "14:00"),
        ((12, 14), "11:59", "11:59"),
        ((12, 14), "14:30", "14:30"),
    ],
)
def test_mail_of_quiet_hours_waits_until_they_are_over(hours, local, due, bob) -> None:
    bob.timezone = "America/New_York"
    quiet = settings(bob, quiet_from=time(hours[0]), quiet_until=time(hours[1]))
    hour, minute = map(int, local.split(":"))
    now = datetime(2026, 3, 7, hour, minute, tzinfo=bob.zone)

    found = quiet.due_at(Kind.ASSIGNED, now.astimezone(UTC)).astimezone(bob.zone)

    day = "" if found.date() == now.date() else " next"
    assert f"{found:%H:%M}{day}" == due


def test_quiet_hours_end_by_the_clock_on_the_wall_when_it_is_put_forward(bob) -> None:
    bob.timezone = "America/New_York"
    quiet = settings(bob, quiet_from=time(22), quiet_until=time(7))
    # On 8 March 2026 two o'clock is three there: seven is 11:00 UTC, not 12:00.
    evening = datetime(2026, 3, 8, 4, 0, tzinfo=UTC)

    assert quiet.due_at(Kind.ASSIGNED, evening) == datetime(2026, 3, 8, 11, 0, tzinfo=UTC)
