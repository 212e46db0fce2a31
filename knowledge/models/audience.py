from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from knowledge.models.article import Article


def fold(value: str) -> str:
    """A trait as it is stored and compared: case and spaces around it do not matter."""
    return value.strip().casefold()


class TraitField(models.CharField):
    """Text that is stored, and looked up, folded."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return fold(value) if isinstance(value, str) else value


class AudienceCondition(models.Model):
    """Customers who may read an article: those who match every non-empty list.

    An article with no condition is for everybody; with several, for whoever matches one of them.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="audience")
    countries = ArrayField(TraitField(max_length=2), default=list, blank=True, help_text="ISO 3166-1 alpha-2")
    plans = ArrayField(TraitField(max_length=50), default=list, blank=True)
    segments = ArrayField(TraitField(max_length=50), default=list, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        parts = [", ".join(values) for values in (self.countries, self.plans, self.segments) if values]
        return " · ".join(parts)
