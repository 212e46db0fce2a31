"""What the settings page lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Tenant
from conversations.models import Channel
from tickets.models import BusinessHours, SlaPolicy
from tickets.sla.calendars import days_off
from tickets.sla.describing import conditions_words, preview_words, targets_words, week_words
from tickets.sla.policies import policies_of

DAYS_AHEAD = 365
DAYS_OFF_SHOWN = 3


@dataclass(frozen=True)
class ListedPolicy:
    """`behind` is the policy before it that matches every ticket, so that this one is never reached."""

    policy: SlaPolicy
    conditions: str
    targets: str
    preview: list[str]
    behind: SlaPolicy | None


@dataclass(frozen=True)
class ListedHours:
    hours: BusinessHours
    week: str
    days_off: list[tuple[date, str]]

    @property
    def anchor(self) -> str:
        return f"hours-{self.hours.pk}"


def listed_policies(tenant: Tenant, now: datetime) -> list[ListedPolicy]:
    channels = dict(Channel.objects.for_tenant(tenant).values_list("pk", "name"))
    listed: list[ListedPolicy] = []
    catch_all: SlaPolicy | None = None
    for policy in policies_of(tenant.pk):
        words = conditions_words(policy, channels)
        listed.append(
            ListedPolicy(policy, words, targets_words(policy), preview_words(policy, now), catch_all)
        )
        if catch_all is None and policy.is_for_all:
            catch_all = policy
    return listed


def listed_hours(tenant: Tenant) -> list[ListedHours]:
    rows = BusinessHours.objects.for_tenant(tenant).filter(removed_at=None)
    return [ListedHours(hours, week_words(hours), _next_days_off(hours)) for hours in rows]


def _next_days_off(hours: BusinessHours) -> list[tuple[date, str]]:
    """The next few that would have been worked."""
    today = timezone.localdate(timezone=ZoneInfo(hours.timezone))
    found = days_off(hours, start=today, days=DAYS_AHEAD)
    return list(islice((off for off in found if hours.week[off[0].weekday()]), DAYS_OFF_SHOWN))
