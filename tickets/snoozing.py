"""The moments that people snooze a ticket to, in their own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MORNING = time(9)


@dataclass(frozen=True)
class Moment:
    label: StrOrPromise
    at: datetime

    @property
    def value(self) -> str:
        return self.at.isoformat(timespec="minutes")


def moments(member: Member, now: datetime | None = None) -> list[Moment]:
    """Later today, tomorrow, next Monday and in a month, each as it is for this member now."""
    here = timezone.localtime(now, member.zone)
    later = (here + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    monday = 7 - here.weekday()
    return [
        Moment(_("In three hours"), later),
        Moment(_("Tomorrow"), _morning(here, 1)),
        Moment(_("Next week"), _morning(here, monday)),
        Moment(_("In a month"), _morning(here, 30)),
    ]


def _morning(here: datetime, days: int) -> datetime:
    # Put together from the day, not counted in hours: clocks may change in between.
    return datetime.combine(here.date() + timedelta(days=days), MORNING, tzinfo=here.tzinfo)
