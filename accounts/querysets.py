from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Tenant, User

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row]):
    """Rows that belong to one tenant. Every read starts from `for_tenant`."""

    def for_tenant(self, tenant: Tenant) -> Self:
        return self.filter(tenant=tenant)


class MemberQuerySet(TenantQuerySet[Row]):
    def active(self) -> Self:
        return self.filter(is_active=True, user__is_active=True)

    def of_user(self, user: User | int) -> Self:
        return self.active().filter(user=user).select_related("tenant", "user").order_by("tenant__name", "pk")

    def who_answer(self) -> Self:
        """Active members who may work on tickets: everyone but viewers."""
        return self.active().exclude(role="viewer").select_related("user").order_by("user__name", "pk")

    def who_configure(self) -> Self:
        """Owners and admins."""
        return self.filter(role__in=("owner", "admin"))
