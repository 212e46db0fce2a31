from __future__ import annotations

from django.db import models

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet


class Category(models.Model):
    """What a ticket is about; a ticket has one at most."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(max_length=60)

    objects = TenantQuerySet["Category"].as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="category_name_unique")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A free label; a ticket has any number."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    objects = TenantQuerySet["Tag"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="tag_name_unique")]

    def __str__(self) -> str:
        return self.name
