from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from accounts.querysets import TenantQuerySet

Row = TypeVar("Row", bound=models.Model, covariant=True)


class InOrderQuerySet(TenantQuerySet[Row]):
    """Packs or playbooks. Those that were removed stay as rows."""

    def kept(self) -> Self:
        """In their order of priority."""
        return self.filter(removed_at=None).order_by("position", "pk")

    def with_rules(self) -> Self:
        return self.prefetch_related("rules")
