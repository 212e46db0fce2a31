from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet

NO_LESS, NO_MORE = MinValueValidator(0), MaxValueValidator(1)


def usual_categories() -> list[dict[str, str]]:
    return [
        {"name": "Billing", "about": "Invoices, payments, refunds, prices, subscriptions"},
        {"name": "Login", "about": "Signing in, passwords, two-factor codes, locked accounts"},
        {"name": "Performance", "about": "Slow pages, timeouts, outages"},
        {"name": "Bug", "about": "Errors, crashes, wrong or missing data, something does not work"},
        {"name": "Question/How-To", "about": "How to do something, whether something is possible"},
    ]


class TriageSettings(models.Model):
    """How a tenant's tickets are triaged; a tenant without a row has the defaults."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="triage_settings")
    triages_new = models.BooleanField(_("Triage every new ticket"), default=True)
    applies_category = models.BooleanField(
        _("Set the category when sure"),
        default=True,
        help_text=_("Only where nobody has set one. Otherwise it is a suggestion."),
    )
    least_confidence = models.FloatField(
        _("Least confidence to set it"),
        default=0.8,
        validators=[NO_LESS, NO_MORE],
        help_text=_("From 0 to 1."),
    )
    issue_threshold = models.FloatField(
        _("Least similarity of a known issue"),
        default=0.5,
        validators=[NO_LESS, NO_MORE],
        help_text=_(
            "From 0 to 1. It is measured against your own known issues: at 0.5 a match is as likely as none."
        ),
    )
    rounds = models.PositiveSmallIntegerField(
        _("How often it may ask back"), default=3, validators=[MaxValueValidator(10)]
    )
    keep_days = models.PositiveIntegerField(
        _("Days a triage is kept"), default=365, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    categories = models.JSONField(default=usual_categories)

    objects = TenantQuerySet["TriageSettings"].as_manager()

    class Meta:
        verbose_name_plural = "triage settings"

    def __str__(self) -> str:
        return f"Triage of {self.tenant}"

    @classmethod
    def of(cls, tenant: Tenant) -> TriageSettings:
        """The tenant's, read anew."""
        return cls.objects.for_tenant(tenant).first() or cls(tenant=tenant)

    @property
    def category_names(self) -> list[str]:
        return [category["name"] for category in self.categories]

    def changed(self, chosen: dict[str, Any]) -> dict[str, Any]:
        """Those of the chosen values that are not set yet."""
        return {name: value for name, value in chosen.items() if getattr(self, name) != value}
