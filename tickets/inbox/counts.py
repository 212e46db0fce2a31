"""How many tickets each view holds."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from accounts.models import Member
from tickets.inbox.filters import Lookup, read_query
from tickets.inbox.pages import rows_of
from tickets.inbox.views import InboxView
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

COUNT_AT_MOST = 1_000


def count_views(views: list[InboxView], member: Member) -> dict[str, int]:
    """By their keys, no further than one past COUNT_AT_MOST, in one statement (and one for each search)."""
    if not views:
        return {}
    # As `open_to`, but what is closed is found once: each view would ask it of up to a thousand rows.
    closed, values = _keys(Ticket.objects.closed_to(member))
    readable = Ticket.objects.for_tenant(member.tenant).exclude(pk__in=RawSQL("SELECT id FROM closed", []))
    lookup = Lookup(member)
    parts = [_counted(one, lookup, readable) for one in views]
    values += tuple(value for _sql, its in parts for value in its)
    counted = ", ".join(sql for sql, _values in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH closed (id) AS MATERIALIZED ({closed}) SELECT {counted}", values)
        counts: tuple[Any, ...] = cursor.fetchone()
    return dict(zip((one.key for one in views), counts, strict=True))


def _counted(
    view: InboxView, lookup: Lookup, readable: TicketQuerySet[Ticket]
) -> tuple[str, tuple[Any, ...]]:
    """The number of one view as SQL with its values."""
    read = read_query(view.query, lookup)
    if read.problems:
        # What it asked for is gone: without that it would count what nobody asked for.
        return "0", ()
    rows, _is_capped = rows_of(read.filters, lookup.member, of=readable)
    try:
        sql, values = _keys(rows, most=COUNT_AT_MOST + 1)
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS capped)", values  # noqa: S608


def _keys(rows: TicketQuerySet[Ticket], *, most: int | None = None) -> tuple[str, tuple[Any, ...]]:
    """As SQL: the text is Django's own, and every value stays a parameter."""
    return rows.order_by().values("pk")[:most].query.sql_with_params()
