from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models import Ticket


class TriageCorrection(models.Model):
    """A ticket as a member corrected what was predicted of it: an example for later ones.

    `category` and `severity` are empty where the prediction was left as it was.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="triage_corrections")
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="triage_correction")
    text = models.TextField()
    category = models.CharField(max_length=60, blank=True)
    severity = models.CharField(max_length=10, blank=True)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["TriageCorrection"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "-corrected_at"], name="triage_correction_latest")]

    def __str__(self) -> str:
        return f"{self.category} {self.severity}".strip()


class CategoryModel(models.Model):
    """What a tenant's own tickets say of its categories: one version of a learned classifier.

    `accuracy` was measured on tickets that the version had not learned from.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="category_models")
    version = models.PositiveIntegerField()
    arrays = models.BinaryField()
    labels = models.JSONField(default=list)
    tickets = models.PositiveIntegerField(help_text=_("How many it learned from."))
    accuracy = models.FloatField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["CategoryModel"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version"], name="category_model_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.tenant_id}, version {self.version}"


class IssueProfile(models.Model):
    """How near a knowledge base's known issues are to tickets that are not about them.

    `issues`: article id → mean and standard deviation of those similarities. `of` names the passages that
    were measured.
    """

    tenant = models.OneToOneField(
        Tenant, on_delete=models.CASCADE, primary_key=True, related_name="issue_profile"
    )
    of = models.CharField(max_length=64)
    issues = models.JSONField(default=dict)
    tickets = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["IssueProfile"].as_manager()

    def __str__(self) -> str:
        return f"Known issues of {self.tenant_id}"
