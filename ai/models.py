from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet

RESOLVE_AFTER_HOURS = 24
RECONTACT_DAYS = 7


class AISettings(models.Model):
    """What a tenant has set for its AI as a whole; a tenant without a row has the defaults."""

    class Fallback(models.TextChoices):
        LOCAL = "local", _("The hub's own engine answers")
        PEOPLE = "people", _("People take over")

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="ai_settings")
    is_on = models.BooleanField(
        default=True, help_text=_("Off: the AI answers nobody; every message goes to people.")
    )
    monthly_budget = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_(
            "US dollars a month for providers. Once it is spent, the fallback applies. Empty: no limit."
        ),
    )
    fallback = models.CharField(
        max_length=10,
        choices=Fallback.choices,
        default=Fallback.LOCAL,
        help_text=_("What happens when the provider can't be reached, or the budget is spent."),
    )
    resolve_after_hours = models.PositiveSmallIntegerField(
        default=RESOLVE_AFTER_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("A customer who says nothing to the AI's answer for so many hours needs nothing more."),
    )
    recontact_days = models.PositiveSmallIntegerField(
        default=RECONTACT_DAYS,
        validators=[MaxValueValidator(90)],
        help_text=_(
            "A customer who comes back about the same thing within so many days was not helped by it alone."
        ),
    )

    finds_tickets = models.BooleanField(
        default=True, help_text=_("The AI reads chats for work to be done and suggests tickets.")
    )
    ticket_threshold = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_(
            "From 0 to 1: how sure the AI must be of a ticket before it suggests it. Empty: the hub's own."
        ),
    )

    objects = TenantQuerySet["AISettings"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("AI settings")

    def __str__(self) -> str:
        return f"AI of {self.tenant}"

    @classmethod
    def of(cls, tenant: Tenant) -> AISettings:
        """The tenant's, read anew: a switch counts from the next look on."""
        return cls.objects.for_tenant(tenant).first() or cls(tenant=tenant)


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
