from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.querysets import TenantQuerySet

SHOWN_IN_ROWS = (
    *("number", "subject", "latest_message_preview", "latest_activity_at", "status", "priority"),
    *("escalated_at", "escalation_reason", "first_ai_reply_at", "first_member_reply_at"),
    *("customer__name", "customer__email", "customer__external_id"),
    *("owner__user__name", "owner__user__email"),
)

if TYPE_CHECKING:
    from accounts.models import Member

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TicketQuerySet(TenantQuerySet[Row]):
    def with_status(self, status: str) -> Self:
        return self.filter(status=status)

    def escalated(self) -> Self:
        return self.exclude(escalated_at=None)

    def unresolved(self) -> Self:
        return self.exclude(status="resolved")

    def owned_by(self, member: Member) -> Self:
        return self.filter(owner=member)

    def unassigned(self) -> Self:
        return self.filter(owner=None)

    def for_list(self) -> Self:
        """With all that a row shows, in one query."""
        return self.select_related("customer", "owner__user").only(*SHOWN_IN_ROWS)

    def for_detail(self) -> Self:
        return self.select_related("customer", "channel", "owner__user", "team")

    def latest_first(self) -> Self:
        return self.order_by("-latest_activity_at", "-pk")

    def older_than(self, activity_at: datetime, pk: int) -> Self:
        """The rows that follow this one in `latest_first`."""
        # The plain bound on the time is what the index can walk to; the second half only breaks ties.
        return self.filter(
            Q(latest_activity_at__lte=activity_at) & (Q(latest_activity_at__lt=activity_at) | Q(pk__lt=pk))
        )
