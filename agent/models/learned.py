from __future__ import annotations

import math

from django.db import models
from django.utils import timezone

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from agent.models.outcome import Outcome

SUREST = 0.999


class Learned(models.Model):
    """By how much a tenant's customers found the AI less often right than its confidence said.

    `shift` is added to the log-odds of a confidence and is never above 0: what ships is the least caution.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="learned")
    kind = models.CharField(max_length=10, choices=Outcome.Kind.choices)
    engine = models.CharField(max_length=40)
    shift = models.FloatField(default=0)
    examples = models.PositiveIntegerField()
    helped = models.PositiveIntegerField()
    learned_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Learned"].as_manager()

    class Meta:
        verbose_name_plural = "learned"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "engine"], name="learned_once"),
            models.CheckConstraint(condition=models.Q(shift__lte=0), name="learned_only_caution"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.engine}: {self.shift:+.2f}"

    def apply(self, confidence: float) -> float:
        """The confidence with what was learned; 0 to 1, and never more than it was."""
        if not confidence > 0:
            return confidence
        odds = math.log(min(confidence, SUREST) / (1 - min(confidence, SUREST)))
        return min(confidence, 1 / (1 + math.exp(-(odds + self.shift))))
