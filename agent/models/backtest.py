from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from conversations.models import Message
from guidance.conditions import Conditions
from guidance.models import PlaybookRule
from tickets.models import Ticket


class Backtest(models.Model):
    """A playbook's rule, as it was then, held against the tickets that were opened since a day.

    The tickets are looked at in the order of their keys, some at a time.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="backtests")
    rule = models.ForeignKey(PlaybookRule, on_delete=models.CASCADE, related_name="backtests")
    conditions = models.JSONField(help_text=_("Those of the rule at that time."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    since = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    caught_count = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["Backtest"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["rule", "-id"], name="backtest_of_rule")]

    def __str__(self) -> str:
        return f"Back-test {self.pk} of {self.rule_id}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def condition(self) -> Conditions:
        return Conditions.model_validate(self.conditions)

    def finish(self, state: str) -> None:
        """Does not save."""
        self.state, self.finished_at = state, timezone.now()


class BacktestHit(models.Model):
    """A ticket that the rule would have caught, the message at which, and why: a sentence a condition."""

    backtest = models.ForeignKey(Backtest, on_delete=models.CASCADE, related_name="hits")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    why = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["backtest", "ticket"], name="backtest_hit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.backtest_id}: {self.ticket_id}"
