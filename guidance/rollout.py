"""Whom a percentage reaches: the same customers every time, and all of them still when it grows."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from accounts.models import Tenant
from conversations.models import Customer

COUNT_AT_MOST = 10_000


@dataclass(frozen=True)
class Reach:
    """Of `total` known customers (at most 10,000 are looked at), how many a rollout reaches."""

    count: int
    total: int

    @property
    def is_capped(self) -> bool:
        return self.total >= COUNT_AT_MOST


def is_in_rollout(pack_id: int, customer_id: int, percent: int) -> bool:
    """The customer's place between 0 and 100, by a hash of pack and customer, lies below `percent`.

    The pack is in the hash so that it is not always the same customers who get what is new.
    """
    digest = sha256(f"{pack_id}:{customer_id}".encode()).digest()
    return int.from_bytes(digest[:8]) * 100 < percent << 64


def reach_of(tenant: Tenant, *, pack_id: int, percent: int) -> Reach:
    known = Customer.objects.for_tenant(tenant).filter(merged_into=None).order_by("-pk")
    keys = list(known.values_list("pk", flat=True)[:COUNT_AT_MOST])
    return Reach(sum(is_in_rollout(pack_id, key, percent) for key in keys), len(keys))
