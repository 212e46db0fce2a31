"""The views of the list: named filters, their counts, and pages by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_SIZE = 50
COUNT_AT_MOST = 10_000

Rows = TicketQuerySet[Ticket]


@dataclass(frozen=True)
class View:
    slug: str
    label: StrOrPromise
    icon: str
    narrow: Callable[[Rows, Member], Rows]
    empty: StrOrPromise


VIEWS = {
    view.slug: view
    for view in (
        View("open", _("Open"), "open", lambda rows, me: rows.with_status("open"), _("Nothing is waiting.")),
        View(
            "mine",
            _("Mine"),
            "person",
            lambda rows, me: rows.unresolved().owned_by(me),
            _("Nothing is assigned to you."),
        ),
        View(
            "unassigned",
            _("Unassigned"),
            "people",
            lambda rows, me: rows.with_status("open").unassigned(),
            _("Every open ticket has an owner."),
        ),
        View(
            "escalated",
            _("Escalated"),
            "escalate",
            lambda rows, me: rows.with_status("open").escalated(),
            _("The AI has handed nothing over."),
        ),
        View(
            "pending",
            _("Pending"),
            "pending",
            lambda rows, me: rows.with_status("pending"),
            _("Nothing is pending."),
        ),
        View(
            "resolved",
            _("Resolved"),
            "resolved",
            lambda rows, me: rows.with_status("resolved"),
            _("Nothing resolved yet."),
        ),
        View("all", _("All"), "tickets", lambda rows, me: rows, _("No tickets yet.")),
    )
}
DEFAULT_VIEW = "open"


class BadCursor(Exception):
    """The page link is not one of ours."""


@dataclass(frozen=True)
class Page:
    tickets: list[Ticket]
    next_cursor: str


def rows_of(view: View, member: Member) -> Rows:
    return view.narrow(Ticket.objects.for_tenant(member.tenant), member)


def page_of(view: View, member: Member, cursor: str) -> Page:
    """The rows after `cursor` (empty: the newest). Costs the same however many tickets there are."""
    rows = rows_of(view, member).for_list().latest_first()
    if cursor:
        rows = rows.older_than(*_read_cursor(cursor))
    tickets = list(rows[: PAGE_SIZE + 1])
    has_more = len(tickets) > PAGE_SIZE
    tickets = tickets[:PAGE_SIZE]
    return Page(tickets, _write_cursor(tickets[-1]) if has_more else "")


def count_views(member: Member) -> dict[str, int]:
    """How many tickets each view holds, counted no further than one past COUNT_AT_MOST, in one statement."""
    counted = [rows_of(view, member).order_by().values("pk")[: COUNT_AT_MOST + 1] for view in VIEWS.values()]
    parts: list[str] = []
    parameters: list[Any] = []
    for rows in counted:
        sql, values = rows.query.sql_with_params()
        # The text is Django's own; every value stays a parameter.
        parts.append(f"(SELECT count(*) FROM ({sql}) AS capped)")  # noqa: S608
        parameters.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), parameters)
        counts: tuple[Any, ...] = cursor.fetchone()
    return dict(zip(VIEWS, counts, strict=True))


def _write_cursor(ticket: Ticket) -> str:
    microseconds = round(ticket.latest_activity_at.timestamp() * 1_000_000)
    return f"{microseconds:x}-{ticket.pk:x}"


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    try:
        microseconds, pk = (int(part, 16) for part in cursor.split("-"))
        seconds, rest = divmod(microseconds, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), pk
    except (ValueError, OverflowError, OSError) as error:
        raise BadCursor from error
