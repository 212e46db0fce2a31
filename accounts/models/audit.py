from __future__ import annotations

from django.db import models

from accounts.models.member import Member
from accounts.models.tenant import Tenant
from accounts.querysets import TenantQuerySet


class AuditEntry(models.Model):
    """Who did what to what, and when. A database trigger refuses to change or delete an entry."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="audit_entries")
    actor = models.ForeignKey(
        Member, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    actor_label = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    target_label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["AuditEntry"].as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["tenant", "-id"]), models.Index(fields=["tenant", "action", "-id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}".strip()
