from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypedDict, TypeVar

from django.db import models
from django.db.models import Avg, Count, Q

from accounts.querysets import TenantQuerySet

if TYPE_CHECKING:
    from accounts.models import Member

Row = TypeVar("Row", bound=models.Model, covariant=True)

# The share of these is what "CSAT" means as a percentage.
GOOD = (4, 5)


class Summary(TypedDict):
    """How many were asked, answered and content, and the mean of the answers (None without any)."""

    asked: int
    answered: int
    good: int
    average: float | None


class CsatQuerySet(TenantQuerySet[Row]):
    def answered(self) -> Self:
        return self.exclude(answered_at=None)

    def asked_between(self, start: datetime, end: datetime) -> Self:
        """From `start` on and before `end`."""
        return self.filter(asked_at__gte=start, asked_at__lt=end)

    def about_ai(self) -> Self:
        """Of tickets that no member answered in."""
        return self.filter(about="ai")

    def about_people(self) -> Self:
        return self.filter(about="member")

    def about_member(self, member: Member) -> Self:
        return self.about_people().filter(member=member)

    def summary(self) -> Summary:
        found = self.aggregate(
            asked=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            good=Count("pk", filter=Q(rating__in=GOOD)),
            average=Avg("rating"),
        )
        return {
            "asked": found["asked"],
            "answered": found["answered"],
            "good": found["good"],
            "average": found["average"],
        }
