from __future__ import annotations

from django.db import models

from accounts.models.tenant import Tenant
from accounts.querysets import TenantQuerySet


class TenantModule(models.Model):
    """A part of the product switched on or off for one tenant, with its settings."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="modules")
    module = models.SlugField(max_length=50)
    enabled = models.BooleanField(default=False)
    settings = models.JSONField(default=dict, blank=True)

    objects = TenantQuerySet["TenantModule"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "module"], name="tenant_module_once")]

    def __str__(self) -> str:
        return self.module
