from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet


class ModelCall(models.Model):
    """The ledger: one row for each time an engine was asked, whether it could answer or not."""

    class Outcome(models.TextChoices):
        OK = "ok", _("OK")
        ERROR = "error", _("Error")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="model_calls")
    tool = models.CharField(max_length=40, help_text=_("The feature that asked."))
    operation = models.CharField(max_length=40)
    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=100)
    prompt_tokens = models.PositiveIntegerField(default=0)
    completion_tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(
        max_digits=12,
        decimal_places=6,
        null=True,
        help_text=_("US dollars; empty where no price is known."),
    )
    latency_ms = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    error_kind = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["ModelCall"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["tenant", "created_at"], name="model_call_tenant_time")]

    def __str__(self) -> str:
        return f"{self.operation} by {self.model}: {self.outcome}"
