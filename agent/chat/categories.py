"""What a suggested ticket may be about: the tenant's categories, by keys that an engine can name."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from tickets.models import Category

OTHER = "other"
DEFAULT_CATEGORIES = {
    "maintenance": _("Maintenance"),
    "billing": _("Billing"),
    "noise_complaint": _("Noise complaint"),
    OTHER: _("Other"),
}


def key_of(name: str) -> str:
    """“Noise complaint” → noise_complaint."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")


def names_of(tenant: Tenant) -> dict[str, str]:
    """Key → name: the tenant's and one for what fits none of them; the default ones where it has none."""
    known = Category.objects.for_tenant(tenant).values_list("name", flat=True)
    names = {key_of(name): name for name in known}
    if not names:
        return {key: str(name) for key, name in DEFAULT_CATEGORIES.items()}
    return names if OTHER in names else names | {OTHER: str(DEFAULT_CATEGORIES[OTHER])}


def category_of(tenant: Tenant, key: str) -> Category | None:
    """The tenant's category of this key. A default one is made when the first ticket needs it; nothing is
    made for “other” in a tenant that has categories of its own."""
    found = {key_of(category.name): category for category in Category.objects.for_tenant(tenant)}
    if key in found or (found and key == OTHER) or key not in DEFAULT_CATEGORIES:
        return found.get(key)
    return Category.objects.get_or_create(tenant=tenant, name=str(DEFAULT_CATEGORIES[key]))[0]
