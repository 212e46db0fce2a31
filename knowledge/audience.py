"""Who may read an article, decided from what is known of a customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from knowledge.models.audience import fold


@dataclass(frozen=True)
class Traits:
    """What is known of a customer; empty where it is not. An unknown trait matches no list."""

    country: str = ""
    plan: str = ""
    segment: str = ""

    def as_condition(self) -> Q:
        """On AudienceCondition: every non-empty list holds the trait."""
        matches = Q()
        for name, value in (("countries", self.country), ("plans", self.plan), ("segments", self.segment)):
            matches &= (
                Q(**{name: []}) | Q(**{f"{name}__contains": [value]}) if fold(value) else Q(**{name: []})
            )
        return matches
