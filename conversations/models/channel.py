from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet


def new_public_key() -> str:
    return secrets.token_urlsafe(12)


class Channel(models.Model):
    """One connected source of a tenant. `settings` belongs to its kind, which validates it."""

    class Kind(models.TextChoices):
        WIDGET = "widget", _("Widget")
        SLACK = "slack", _("Slack")
        EMAIL = "email", _("Email")
        API = "api", _("API")

    class Mode(models.TextChoices):
        AUTONOMOUS = "autonomous", _("AI answers by itself")
        APPROVAL = "approval", _("AI drafts, a member approves")
        OFF = "off", _("AI off")

    class Unsure(models.TextChoices):
        OFFER = "offer", _("It offers articles that may help")
        PEOPLE = "people", _("People take over")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    is_enabled = models.BooleanField(default=True)
    public_key = models.CharField(max_length=40, unique=True, default=new_public_key)
    ai_mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.AUTONOMOUS)
    ai_threshold = models.FloatField(
        default=0.5, help_text=_("The least confidence, 0 to 1, that answers alone.")
    )
    ai_unsure = models.CharField(
        max_length=10,
        choices=Unsure.choices,
        default=Unsure.OFFER,
        help_text=_("What happens where no answer is sure enough."),
    )
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Channel"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ai_threshold__gte=0, ai_threshold__lte=1), name="channel_threshold_range"
            )
        ]

    def __str__(self) -> str:
        return self.name
