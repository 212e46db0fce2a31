"""Who may read an article, decided from what is known of a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import Tenant
from conversations.models import Customer
from knowledge.models import Article
from knowledge.models.audience import fold

COUNT_AT_MOST = 10_000
SAMPLE = 5
VALUES_AT_MOST = 300
_COUNTRY = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class Traits:
    """What is known of a customer; empty where it is not. An unknown trait matches no list."""

    country: str = ""
    plan: str = ""
    segment: str = ""

    def folded(self) -> dict[str, str]:
        return {"country": fold(self.country), "plan": fold(self.plan), "segment": fold(self.segment)}


@dataclass(frozen=True)
class Condition:
    """Customers who match every non-empty list. Values are folded: case and outer spaces do not matter."""

    countries: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, *, countries: Iterable[str] = (), plans: Iterable[str] = (), segments: Iterable[str] = ()
    ) -> Condition:
        return cls(_folded(countries), _folded(plans), _folded(segments))

    @property
    def is_empty(self) -> bool:
        return not (self.countries or self.plans or self.segments)

    def check(self) -> None:
        """Raises ValueError, with a text for the person, for a value that can't be kept."""
        wrong = [code for code in self.countries if not _COUNTRY.fullmatch(code)]
        if wrong:
            raise ValueError(
                _("“%(code)s” is not a country code. Use two letters, as DE or FR.")
                % {"code": wrong[0][:40].upper()}
            )
        names = (*self.plans, *self.segments)
        if any(len(name) > 50 for name in names) or len(names) + len(self.countries) > VALUES_AT_MOST:
            raise ValueError(_("A plan or segment has at most 50 characters, and a row at most 300 names."))

    def as_json(self) -> dict[str, list[str]]:
        return {"countries": list(self.countries), "plans": list(self.plans), "segments": list(self.segments)}

    def in_words(self) -> str:
        parts = []
        if self.segments:
            parts.append(_("segment %(names)s") % {"names": _either(self.segments)})
        if self.plans:
            parts.append(_("plan %(names)s") % {"names": _either(self.plans)})
        if self.countries:
            parts.append(
                _("country %(names)s") % {"names": _either([code.upper() for code in self.countries])}
            )
        return _(" and ").join(parts)


@dataclass(frozen=True)
class Reach:
    """How many known customers an audience has (at most 10,000 are counted), and some of them."""

    count: int
    total: int
    sample: list[Customer]

    @property
    def is_capped(self) -> bool:
        return self.count >= COUNT_AT_MOST


def conditions_of(article: Article) -> list[Condition]:
    return [
        Condition.of(countries=row.countries, plans=row.plans, segments=row.segments)
        for row in article.audience.all()
    ]


def in_words(conditions: Sequence[Condition]) -> str:
    """`Customers with plan pro and country DE; or with segment partner`, or `Everybody`."""
    if not conditions:
        return _("Everybody")
    return _("Customers with %(conditions)s") % {
        "conditions": _("; or with ").join(condition.in_words() for condition in conditions)
    }


def reach_of(tenant: Tenant, conditions: Sequence[Condition]) -> Reach:
    customers = _known_customers(tenant)
    matching = _matching(customers, conditions)
    return Reach(
        count=matching[:COUNT_AT_MOST].count(),
        total=customers[:COUNT_AT_MOST].count(),
        sample=list(matching.order_by("-latest_seen_at", "-pk")[:SAMPLE]),
    )


def reaches_anybody(tenant: Tenant, conditions: Sequence[Condition]) -> bool:
    """Whether one known customer at least is in the audience. Everybody is somebody, known or not."""
    return not conditions or _matching(_known_customers(tenant), conditions).exists()


def _known_customers(tenant: Tenant) -> QuerySet[Customer]:
    return Customer.objects.for_tenant(tenant).filter(merged_into=None)


def _matching(customers: QuerySet[Customer], conditions: Sequence[Condition]) -> QuerySet[Customer]:
    if not conditions:
        return customers
    folded = customers.alias(
        folded_country=Lower("country"), folded_plan=Lower("plan"), folded_segment=Lower("segment")
    )
    return folded.filter(_union(conditions))


def _union(conditions: Sequence[Condition]) -> Q:
    union = Q()
    for condition in conditions:
        matches = Q()
        for name in ("countries", "plans", "segments"):
            values = getattr(condition, name)
            if values:
                matches &= Q(**{f"folded_{_TRAIT[name]}__in": values})
        union |= matches
    return union


_TRAIT = {"countries": "country", "plans": "plan", "segments": "segment"}


def _folded(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded for value in values if (folded := fold(value))))


def _either(names: Sequence[str]) -> str:
    return get_text_list(list(names), _("or"))
