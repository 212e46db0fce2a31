"""In which order a list stands, and where in it a page begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class BadCursor(Exception):
    """The page link is not one of ours."""


@dataclass(frozen=True)
class Order:
    """By a moment, ties by key, so that every ticket has one place."""

    slug: str
    label: StrOrPromise
    field: str
    is_newest_first: bool
    # Tickets without that moment are not in the list.
    is_partial: bool = False

    def narrow(self, rows: TicketQuerySet[Ticket]) -> TicketQuerySet[Ticket]:
        return rows.filter(**{f"{self.field}__isnull": False}) if self.is_partial else rows

    def sort(self, rows: TicketQuerySet[Ticket]) -> TicketQuerySet[Ticket]:
        sign = "-" if self.is_newest_first else ""
        return rows.order_by(f"{sign}{self.field}", f"{sign}pk")

    def cursor_at(self, ticket: Ticket) -> str:
        microseconds = round(getattr(ticket, self.field).timestamp() * 1_000_000)
        return f"{microseconds:x}-{ticket.pk:x}"

    def after(self, rows: TicketQuerySet[Ticket], cursor: str) -> TicketQuerySet[Ticket]:
        """The rows that follow the one whose cursor this is. Raises BadCursor."""
        at, pk = _read(cursor)
        side = "lt" if self.is_newest_first else "gt"
        # The plain bound on the time is what the index can walk to; the second half only breaks ties.
        bound = Q(**{f"{self.field}__{side}e": at})
        return rows.filter(bound & (Q(**{f"{self.field}__{side}": at}) | Q(**{f"pk__{side}": pk})))


ORDERS = {
    order.slug: order
    for order in (
        Order("latest", _("Latest activity"), "latest_activity_at", True),
        Order("waiting", _("Longest quiet"), "latest_activity_at", False),
        Order("newest", _("Newest"), "created_at", True),
        Order("oldest", _("Oldest"), "created_at", False),
        Order("risk", _("SLA risk"), "sla_risk_at", False, is_partial=True),
    )
}
DEFAULT_ORDER = ORDERS["latest"]


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        microseconds, pk = (int(part, 16) for part in cursor.split("-"))
        seconds, rest = divmod(microseconds, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), pk
    except (ValueError, OverflowError, OSError) as error:
        raise BadCursor from error
