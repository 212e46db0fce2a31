"""The classifier that a tenant's own tickets made: which version, and what it says."""

from __future__ import annotations

from functools import lru_cache

from accounts.models import Tenant
from agent.models import CategoryModel
from ai.local.classifying import Classifier


def learned_shares(tenant: Tenant, text: str) -> dict[str, float]:
    """Each category's share by the newest version; nothing where the tenant has none yet."""
    newest = (
        CategoryModel.objects.for_tenant(tenant).order_by("-version").values_list("pk", flat=True).first()
    )
    return _load(newest).predict([text])[0].shares if newest else {}


@lru_cache(maxsize=16)
def _load(pk: int) -> Classifier:
    """A version never changes, so each process reads it once."""
    return Classifier.from_bytes(bytes(CategoryModel.objects.get(pk=pk).arrays))
