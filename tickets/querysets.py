from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from accounts.querysets import TenantQuerySet

SHOWN_IN_ROWS = (
    *("number", "subject", "latest_message_preview", "latest_activity_at", "status", "priority"),
    *("escalated_at", "escalation_reason", "first_ai_reply_at", "first_member_reply_at"),
    *("customer__name", "customer__email", "customer__external_id"),
    *("owner__user__name", "owner__user__email"),
)

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TicketQuerySet(TenantQuerySet[Row]):
    def for_list(self) -> Self:
        """With all that a row shows, in one query."""
        return self.select_related("customer", "owner__user").only(*SHOWN_IN_ROWS)

    def for_detail(self) -> Self:
        return self.select_related("customer", "channel", "owner__user", "team")
