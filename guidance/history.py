"""One page of the edits, found by key."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Tenant
from guidance.models import GuidanceEdit

PAGE = 50


@dataclass(frozen=True)
class Page:
    edits: list[GuidanceEdit]
    next_url: str


def page_of(tenant: Tenant, *, before: int | None = None) -> Page:
    """Newest first."""
    edits = GuidanceEdit.objects.for_tenant(tenant).select_related("pack", "playbook", "by__user")
    if before:
        edits = edits.filter(pk__lt=before)
    found = list(edits.defer("before", "after").order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "")
