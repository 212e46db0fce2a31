from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.models.tenant import validate_timezone
from accounts.querysets import TenantQuerySet
from tickets.models.sla_columns import SlaTarget
from tickets.models.ticket import Ticket

if TYPE_CHECKING:
    from tickets.sla.hours import Hours

NOTHING = timedelta()


class BusinessHours(models.Model):
    """When a tenant's people work. Removed ones stay: clocks have run by them."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="business_hours")
    name = models.CharField(max_length=80)
    timezone = models.CharField(max_length=50, validators=[validate_timezone])
    week = models.JSONField(
        help_text=_("Seven lists, Monday first, of windows [start, end] in minutes of the day.")
    )
    country = models.CharField(max_length=2, blank=True, help_text=_("Whose public holidays are not worked."))
    region = models.CharField(max_length=12, blank=True)
    closed_days = models.JSONField(default=dict, blank=True, help_text=_("Own days off: date to name."))
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    objects = TenantQuerySet["BusinessHours"].as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "business hours"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], condition=Q(removed_at=None), name="business_hours_name_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SlaPolicy(models.Model):
    """What is promised for which tickets. The first in order whose every filled condition matches counts.

    Without business hours it counts around the clock. `usual_…` is the working time that its clocks took of
    late, None while too few are known; the forecast (SlaClock.risk_at) is made of it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="sla_policies")
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    priorities = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    channel_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    segments = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    plans = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    hours = models.ForeignKey(
        BusinessHours, on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    first_response_minutes = models.PositiveIntegerField(null=True, blank=True)
    next_response_minutes = models.PositiveIntegerField(null=True, blank=True)
    resolution_minutes = models.PositiveIntegerField(null=True, blank=True)
    warn_percent = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    usual_first_response = models.DurationField(null=True, blank=True, editable=False)
    usual_next_response = models.DurationField(null=True, blank=True, editable=False)
    usual_resolution = models.DurationField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    objects = TenantQuerySet["SlaPolicy"].as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "SLA policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(warn_percent__gte=1, warn_percent__lte=99), name="sla_policy_warn_range"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_all(self) -> bool:
        """It has no conditions, so nothing behind it is ever reached."""
        return not (self.priorities or self.channel_ids or self.segments or self.plans)

    def goal(self, target: str) -> timedelta | None:
        """The working time that is promised; None where nothing is."""
        minutes: int | None = getattr(self, f"{target}_minutes")
        return timedelta(minutes=minutes) if minutes else None

    def usual(self, target: str) -> timedelta | None:
        duration: timedelta | None = getattr(self, f"usual_{target}")
        return duration


class SlaClock(models.Model):
    """One promise of one ticket: how much working time it has, has used, and when that is over.

    It is open until `met_at`, and while it is open it either runs (`running_since`) or is frozen
    (`paused_since`); what it has used before it runs is in `used`. `due_at`, `warn_at` and `risk_at` follow
    from these, the policy and the hours; they are empty while it is frozen. What was missed stays missed:
    a breached clock is not frozen any more, and being met late leaves `breached_at`.

    `risk_at` is the forecast: the latest moment to begin at if it takes as long as it usually does.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sla_clocks")
    policy = models.ForeignKey(SlaPolicy, on_delete=models.PROTECT, related_name="clocks")
    target = models.CharField(max_length=20, choices=SlaTarget.choices)
    goal = models.DurationField(default=NOTHING)
    used = models.DurationField(default=NOTHING)
    started_at = models.DateTimeField()
    running_since = models.DateTimeField(null=True, blank=True)
    paused_since = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    risk_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["SlaClock"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["policy", "target", "-met_at"], condition=~Q(met_at=None), name="sla_clock_met"
            ),
            models.Index(
                fields=["tenant", "-breached_at"], condition=~Q(breached_at=None), name="sla_clock_breached"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "target"], condition=Q(met_at=None), name="sla_clock_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_target_display()

    @property
    def is_open(self) -> bool:
        return self.met_at is None

    @property
    def is_frozen(self) -> bool:
        return self.is_open and self.running_since is None

    @property
    def is_breached(self) -> bool:
        return self.breached_at is not None

    @property
    def remaining(self) -> timedelta:
        """What a frozen clock has left; nothing when it was missed."""
        return max(self.goal - self.used, NOTHING)

    @property
    def next_at(self) -> datetime | None:
        """When somebody is to be told of it again: at the warning, then at the breach."""
        if not self.is_open or self.due_at is None or self.is_breached:
            return None
        is_warning_left = self.warned_at is None and self.warn_at is not None and self.warn_at < self.due_at
        return self.warn_at if is_warning_left else self.due_at

    def figure(self, policy: SlaPolicy, goal: timedelta, hours: Hours) -> None:
        """Take over what the policy promises now, counted from where the clock began to run."""
        self.policy, self.goal = policy, goal
        if self.running_since is None:
            self.warn_at = self.due_at = self.risk_at = None
            return
        usual = policy.usual(self.target) or goal / 2
        self.due_at = self._when(goal, hours)
        self.warn_at = self._when(goal * policy.warn_percent / 100, hours)
        # What usually takes longer than it may is late from before its beginning: more late, further up.
        self.risk_at = self._when(goal - usual, hours) - max(usual - goal, NOTHING)

    def _when(self, spent: timedelta, hours: Hours) -> datetime:
        """The moment at which so much working time is used."""
        assert self.running_since is not None
        return hours.after(self.running_since, spent - self.used)

    def forgive(self, at: datetime) -> None:
        """Take back a breach or a warning that, by a new target or new hours, has not come yet."""
        if self.due_at is not None and self.due_at > at:
            self.breached_at = None
        if self.warn_at is not None and self.warn_at > at:
            self.warned_at = None

    def freeze(self, at: datetime, hours: Hours) -> None:
        if self.running_since is not None and not self.is_breached:
            self._stop(at, hours)
            self.paused_since = at
            self.warn_at = self.due_at = self.risk_at = None

    def run(self, at: datetime) -> None:
        """Go on with what is left; the times have to be figured anew."""
        self.met_at, self.paused_since, self.running_since = None, None, at

    def restart(self, at: datetime) -> None:
        """Count from `at`, with nothing used yet."""
        self.started_at, self.used, self.warned_at = at, NOTHING, None
        self.run(at)

    def meet(self, at: datetime, hours: Hours) -> None:
        self._stop(at, hours)
        self.met_at, self.paused_since = at, None

    def _stop(self, at: datetime, hours: Hours) -> None:
        if self.running_since is not None:
            self.used += hours.between(self.running_since, at)
            self.running_since = None
