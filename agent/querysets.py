from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce

from accounts.querysets import TenantQuerySet
from ai.models import RESOLVE_AFTER_HOURS

Row = TypeVar("Row", bound=models.Model, covariant=True)


class OutcomeQuerySet(TenantQuerySet[Row]):
    def open(self) -> Self:
        return self.filter(verdict="")

    def confirmed(self) -> Self:
        """Those of which the customer said whether it helped."""
        return self.filter(verdict__in=("helped", "not_helped"))

    def left_alone_at(self, now: datetime) -> Self:
        """Open for as long as their tenant waits for a word of the customer."""
        hours = Coalesce(F("tenant__ai_settings__resolve_after_hours"), Value(RESOLVE_AFTER_HOURS))
        patience = ExpressionWrapper(hours * Value(timedelta(hours=1)), output_field=DurationField())
        # As an annotation: in a filter, tenants without settings of their own would fall out of the join.
        return self.open().annotate(patience=patience).filter(created_at__lte=Value(now) - F("patience"))
