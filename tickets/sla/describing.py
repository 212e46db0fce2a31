"""Policies and hours in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from tickets.models import BusinessHours, SlaPolicy, SlaTarget, Ticket
from tickets.sla.calendars import calendar_of
from tickets.sla.durations import minutes_words
from tickets.sla.hours import Window
from tickets.sla.windows import windows_words


def conditions_words(policy: SlaPolicy, channels: Mapping[int, str]) -> str:
    """`Priority High or Critical, and plan enterprise`; `Every ticket` without conditions."""
    known = [channels[key] for key in policy.channel_ids if key in channels]
    parts = [
        (_("priority %(names)s"), [str(Ticket.Priority(value).label) for value in policy.priorities]),
        (_("channel %(names)s"), known or [_("that is gone")] if policy.channel_ids else []),
        (_("segment %(names)s"), policy.segments),
        (_("plan %(names)s"), policy.plans),
    ]
    said = [words % {"names": get_text_list(names, _("or"))} for words, names in parts if names]
    sentence = _(", and ").join(said) or _("every ticket")
    return sentence[:1].upper() + sentence[1:]


def targets_words(policy: SlaPolicy) -> str:
    """`First response 1 h · Resolution 8 h`."""
    promised = [
        (SlaTarget(target).label, getattr(policy, f"{target}_minutes")) for target in SlaTarget.values
    ]
    return " · ".join(f"{label} {minutes_words(minutes)}" for label, minutes in promised if minutes)


def week_words(hours: BusinessHours) -> str:
    """The open days, equal ones in a row together."""
    said, day = [], 0
    for windows, days in groupby(hours.week):
        count = len(list(days))
        if windows:
            words = windows_words(Window(*window) for window in windows)
            said.append(f"{_days(day, day + count - 1)} {words}")
        day += count
    return "; ".join(said)


def preview_words(policy: SlaPolicy, now: datetime) -> list[str]:
    """When what came in now would be due, as sentences."""
    due = {target: _due(policy, target, now) for target in SlaTarget.values}
    first, following, resolution = (due[target] for target in SlaTarget.values)
    ways = [
        _("answered by %(moment)s") % {"moment": first} if first else "",
        _("resolved by %(moment)s") % {"moment": resolution} if resolution else "",
    ]
    sentences = []
    if any(ways):
        owed = get_text_list([way for way in ways if way], _("and"))
        sentences.append(
            _("%(ticket)s that comes in now is to be %(owed)s.") % {"ticket": _a_ticket(policy), "owed": owed}
        )
    if following:
        sentences.append(
            _("When its customer writes again now, the answer is due %(moment)s.") % {"moment": following}
        )
    return sentences


def moment_words(moment: datetime, now: datetime) -> str:
    """`14:30 today`, `9:00 tomorrow`, `Friday 14:30`, or with the date when it is a week and more away."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    days, clock = (local.date() - today).days, formats.date_format(local, "G:i")
    if days == 0:
        return _("%(time)s today") % {"time": clock}
    if days == 1:
        return _("%(time)s tomorrow") % {"time": clock}
    return formats.date_format(local, "l G:i" if 0 < days < 7 else "l j F, G:i")


def _due(policy: SlaPolicy, target: str, now: datetime) -> str:
    goal: timedelta | None = policy.goal(target)
    return moment_words(calendar_of(policy.hours).after(now, goal), now) if goal else ""


def _a_ticket(policy: SlaPolicy) -> str:
    labels = [str(Ticket.Priority(value).label).lower() for value in policy.priorities]
    if not labels:
        return _("A ticket")
    return _("A ticket of %(names)s priority") % {"names": get_text_list(labels, _("or"))}


def _days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS_ABBR[first])
    return f"{WEEKDAYS_ABBR[first]}–{WEEKDAYS_ABBR[last]}"
