from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from accounts.querysets import TenantQuerySet

if TYPE_CHECKING:
    from accounts.models import Member

Row = TypeVar("Row", bound=models.Model, covariant=True)


class NotificationQuerySet(TenantQuerySet[Row]):
    def of_member(self, member: Member) -> Self:
        return self.for_tenant(member.tenant).filter(member=member)

    def shown(self) -> Self:
        """Those for the hub; the others are only mailed."""
        return self.filter(is_shown=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def with_their_words(self) -> Self:
        """With all that a row or a mail says, in two queries."""
        rows = self.select_related("ticket__customer", "article", "by__user", "message__member__user")
        return rows.prefetch_related("message__attachments")

    def latest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")

    def older_than(self, happened_at: datetime, pk: int) -> Self:
        """The rows that follow this one in `latest_first`."""
        return self.filter(Q(happened_at__lte=happened_at) & (Q(happened_at__lt=happened_at) | Q(pk__lt=pk)))

    def to_mail(self, until: datetime) -> Self:
        """What was to be mailed by then and was not read before."""
        return self.filter(mail_due_at__lte=until, read_at=None)
