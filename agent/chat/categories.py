"""What a suggested ticket may be about: the tenant's categories, by keys that an engine can name."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from agent.models import TriageSettings
from agent.models.triage_settings import usual_categories
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
    """Key → name: the tenant's and one for what fits none; the default ones where nobody chose any."""
    known = Category.objects.for_tenant(tenant).values_list("name", flat=True)
    names = {key_of(name): name for name in known}
    defaults = {key: str(name) for key, name in DEFAULT_CATEGORIES.items()}
    if names.keys() <= defaults.keys() | _made_by_triage(tenant):
        return defaults | {key: name for key, name in names.items() if key in defaults}
    return names if OTHER in names else names | {OTHER: defaults[OTHER]}


def speaks_of_homes(tenant: Tenant) -> bool:
    """Whether its categories are the default ones, with others beside them or not: elsewhere “maintenance”
    may be of anything."""
    known = {key_of(name) for name in Category.objects.for_tenant(tenant).values_list("name", flat=True)}
    return known <= DEFAULT_CATEGORIES.keys() or known >= DEFAULT_CATEGORIES.keys()


def _made_by_triage(tenant: Tenant) -> set[str]:
    """Triage makes a category when the first ticket has it; with its usual ones nobody has chosen any."""
    usual = {key_of(category["name"]) for category in usual_categories()}
    chosen = {key_of(name) for name in TriageSettings.of(tenant).category_names}
    return usual if chosen == usual else set()


def category_of(tenant: Tenant, key: str) -> Category | None:
    """The tenant's category of this key. A default one is made when the first ticket needs it; nothing is
    made for “other” in a tenant that has categories of its own."""
    found = {key_of(category.name): category for category in Category.objects.for_tenant(tenant)}
    if key in found or key not in DEFAULT_CATEGORIES or (found and key == OTHER):
        return found.get(key)
    return Category.objects.get_or_create(tenant=tenant, name=str(DEFAULT_CATEGORIES[key]))[0]
