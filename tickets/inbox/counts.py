"""How many tickets each view holds."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from accounts.models import Member
from tickets.inbox.filters import Lookup, read_query
from tickets.inbox.pages import rows_of
from tickets.inbox.views import InboxView

COUNT_AT_MOST = 1_000


def count_views(views: list[InboxView], member: Member) -> dict[str, int]:
    """By their keys, no further than one past COUNT_AT_MOST, in one statement (and one for each search)."""
    if not views:
        return {}
    lookup = Lookup(member)
    parts: list[str] = []
    parameters: list[Any] = []
    for one in views:
        read = read_query(one.query, lookup)
        rows, _is_capped = rows_of(read.filters, member)
        if read.problems:
            # What it asked for is gone: without that it would count what nobody asked for.
            rows = rows.none()
        try:
            sql, values = rows.order_by().values("pk")[: COUNT_AT_MOST + 1].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        # The text is Django's own; every value stays a parameter.
        parts.append(f"(SELECT count(*) FROM ({sql}) AS capped)")  # noqa: S608
        parameters.extend(values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), parameters)
        counts: tuple[Any, ...] = cursor.fetchone()
    return dict(zip((one.key for one in views), counts, strict=True))
