"""What a suggested ticket may be about: the tenant's categories, by keys that an engine can name."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
# Of 264 chats about homes, triage's usual categories put none under the one and one under the other.
OF_SOFTWARE = {"login", "performance"}


def key_of(name: str) -> str:
    """“Noise complaint” → noise_complaint."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")


def names_of(tenant: Tenant) -> dict[str, str]:
    """Key → name: the tenant's and one for what fits none; the default ones where nobody chose any."""
    names = _known(tenant)
    defaults = {key: str(name) for key, name in DEFAULT_CATEGORIES.items()}
    if _chosen(tenant, names) <= defaults.keys():
        return defaults | {key: name for key, name in names.items() if key in defaults}
    return names if OTHER in names else names | {OTHER: defaults[OTHER]}


def speaks_of_homes(tenant: Tenant) -> bool:
    """Whether “maintenance” is of a home: elsewhere it may be an outage, and nobody leaves a place for one.

    It is where somebody chose the default categories, with others beside them or not. Where nobody chose any
    it is too, for a danger that is not told of costs more than one too many, unless triage made those of
    software. “Bug” and “Question/How-To” are none: it sorts what is wrong in a home under them as well.
    """
    known = _known(tenant).keys()
    chosen = _chosen(tenant, known)
    if chosen >= DEFAULT_CATEGORIES.keys():
        return True
    return chosen <= DEFAULT_CATEGORIES.keys() and not known >= OF_SOFTWARE


def _known(tenant: Tenant) -> dict[str, str]:
    names = Category.objects.for_tenant(tenant).values_list("name", flat=True)
    return {key_of(name): name for name in names}


def _chosen(tenant: Tenant, known: Iterable[str]) -> set[str]:
    """Those of the known keys that somebody chose, or that a chat's ticket needed. Triage makes a category
    when the first ticket has it: with its usual ones nobody has chosen any."""
    usual = {key_of(category["name"]) for category in usual_categories()}
    sorted_into = {key_of(name) for name in TriageSettings.of(tenant).category_names}
    made_by_triage = usual - DEFAULT_CATEGORIES.keys() if sorted_into == usual else set()
    return set(known) - made_by_triage


def category_of(tenant: Tenant, key: str) -> Category | None:
    """The tenant's category of this key. A default one is made when the first ticket needs it; nothing is
    made for “other” in a tenant that has chosen others."""
    found = {key_of(category.name): category for category in Category.objects.for_tenant(tenant)}
    if key in found or key not in DEFAULT_CATEGORIES:
        return found.get(key)
    if key == OTHER and not _chosen(tenant, found) <= DEFAULT_CATEGORIES.keys():
        return None
    return Category.objects.get_or_create(tenant=tenant, name=str(DEFAULT_CATEGORIES[key]))[0]
