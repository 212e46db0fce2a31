from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import Member
from tickets.models import BusinessHours, SlaPolicy


def get_policy(member: Member, pk: int, *, is_removed: bool = False) -> SlaPolicy:
    """A policy of the member's tenant, in force or removed; 404 otherwise."""
    policies = SlaPolicy.objects.for_tenant(member.tenant).select_related("hours")
    return get_object_or_404(policies, pk=pk, removed_at__isnull=not is_removed)


def get_hours(member: Member, pk: int, *, is_removed: bool = False) -> BusinessHours:
    hours = BusinessHours.objects.for_tenant(member.tenant)
    return get_object_or_404(hours, pk=pk, removed_at__isnull=not is_removed)
