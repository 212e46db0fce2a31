from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.querysets import TenantQuerySet

Row = TypeVar("Row", bound=models.Model)

# A dismissed suggestion stays to be seen for as long as it can be taken back, and a little more.
SEEN_AFTER_DISMISSAL = timedelta(minutes=2)


class SuggestionQuerySet(TenantQuerySet[Row]):
    def suggested(self, threshold: float) -> SuggestionQuerySet[Row]:
        """Those that are sure enough to be shown and wait for somebody."""
        return self.filter(state="open", confidence__gte=threshold)

    def to_show(self, threshold: float) -> SuggestionQuerySet[Row]:
        """Those, the ones that became tickets, and what was dismissed just now."""
        just_dismissed = Q(state="dismissed", decided_at__gt=timezone.now() - SEEN_AFTER_DISMISSAL)
        waiting = Q(state="open", confidence__gte=threshold)
        return self.filter(waiting | Q(state="created") | just_dismissed).order_by("pk")
