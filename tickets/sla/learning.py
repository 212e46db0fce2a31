"""Learns how long a promise usually takes to keep, for the forecast."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.db.models import QuerySet

from tickets.models import SlaClock, SlaPolicy, SlaTarget

LATEST = 200
AT_LEAST = 10


def learn() -> None:
    """Take the median working time of each policy's latest met clocks; too few of them say nothing.

    Running clocks take it over when they are next figured.
    """
    for policy in SlaPolicy.objects.filter(removed_at=None):
        usual = {f"usual_{target}": _usual(policy, target) for target in SlaTarget.values}
        if any(getattr(policy, name) != value for name, value in usual.items()):
            SlaPolicy.objects.filter(pk=policy.pk).update(**usual)


def _usual(policy: SlaPolicy, target: str) -> timedelta | None:
    met: QuerySet[SlaClock] = SlaClock.objects.filter(policy=policy, target=target, met_at__isnull=False)
    used = list(met.order_by("-met_at").values_list("used", flat=True)[:LATEST])
    if len(used) < AT_LEAST:
        return None
    return timedelta(seconds=round(median(spent.total_seconds() for spent in used)))
