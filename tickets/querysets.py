from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.querysets import TenantQuerySet
from conversations.models import Discussion, Message
from tickets.lookups import AnyOf

if TYPE_CHECKING:
    from accounts.models import Member

SHOWN_IN_ROWS = (
    *(
        "number",
        "subject",
        "latest_message_preview",
        "latest_message",
        "latest_message_author",
        "latest_activity_at",
        "status",
        "priority",
    ),
    *("escalated_at", "escalation_reason", "ai_silent_since", "first_ai_reply_at", "first_member_reply_at"),
    *("customer__name", "customer__email", "customer__external_id", "channel__name", "channel__kind"),
    *("owner__user__name", "owner__user__email", "discussion__visibility"),
    *("sla_target", "sla_due_at", "sla_warn_at", "sla_risk_at", "created_at"),
)

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TicketQuerySet(TenantQuerySet[Row]):
    def open_to(self, member: Member) -> Self:
        """The tickets of the member's tenant that they may read: all but others' private ones."""
        # Asked of each row that is shown, so that thousands of private tickets cost a list of fifty nothing.
        closed = Discussion.objects.closed_to(member).filter(pk=OuterRef("discussion"))
        return self.for_tenant(member.tenant).exclude(Exists(closed))

    def closed_to(self, member: Member) -> Self:
        closed = Discussion.objects.closed_to(member)
        return self.for_tenant(member.tenant).filter(discussion__in=closed)

    def closed_to_ai(self) -> Self:
        """The private ones that the AI is not let into."""
        return self.filter(discussion__in=Discussion.objects.closed_to_ai())

    def private(self) -> Self:
        return self.filter(discussion__visibility=Discussion.Visibility.PRIVATE)

    def public(self) -> Self:
        """Without private ones: what is shown of them is shown to everybody."""
        return self.exclude(discussion__visibility=Discussion.Visibility.PRIVATE)

    def for_list(self) -> Self:
        """With all that a row shows, in one query."""
        return self.select_related("customer", "channel", "discussion", "owner__user").only(*SHOWN_IN_ROWS)

    def for_detail(self) -> Self:
        return self.select_related("customer", "channel", "discussion", "owner__user", "team")

    def with_keys(self, keys: list[int]) -> Self:
        """Those of thousands of keys, too many for `pk__in`."""
        return self.filter(AnyOf(F("pk"), keys)) if keys else self.none()

    def sla_is(self, state: str, now: datetime) -> Self:
        """Tickets whose clocks stand so; the states are those of `sla_condition`."""
        return self.filter(sla_condition(state, now))

    def by_risk(self) -> Self:
        """Tickets with a running clock, those first that have to be begun first.

        A clock's risk is its due time less the working time that such a promise usually takes (the median
        of the policy's latest clocks; half of the target while too few are known): the latest moment to begin
        at. Of two tickets due at once, the one whose work usually takes longer comes first. This is the rule
        of least slack; it does not change with the time of day, so an index holds the order.
        """
        return self.filter(sla_risk_at__isnull=False).order_by("sla_risk_at", "pk")


def messages_before_escalation() -> Coalesce:
    """Of a ticket, as an expression: how many messages the customer had written when it was escalated."""
    written = Message.objects.filter(
        discussion=OuterRef("discussion"),
        author=Message.Author.CUSTOMER,
        created_at__lte=OuterRef("escalated_at"),
    ).order_by()
    counted = written.values("discussion").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def sla_condition(state: str, now: datetime) -> Q:
    """How a ticket's promises stand now.

    `on_track`: a clock runs, and none that runs has come to its warning. `at_risk`: one has, and none is
    past its due time. `breached`: what was due has not been done yet; once it is done, late or not, the
    ticket is not in here. `frozen`: something is promised, but no clock runs. `missed`: a target was missed
    at any time.
    """
    return {
        "on_track": Q(sla_due_at__gt=now, sla_warn_at__gt=now),
        "at_risk": Q(sla_due_at__gt=now, sla_warn_at__lte=now),
        "breached": Q(sla_due_at__lte=now),
        "frozen": Q(sla_due_at__isnull=True, sla_target__gt=""),
        "missed": Q(sla_breached_at__isnull=False),
    }[state]
