"""A number's way to the tickets that it counts: the inbox, narrowed to exactly those."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from analytics.periods import Period


def inbox_url(period: Period, **conditions: str) -> str:
    """The list of tickets opened in the period that meet the conditions (tickets.inbox.facets)."""
    days = {"created_from": period.first.isoformat(), "created_to": period.last.isoformat()}
    return f"{reverse('tickets:list')}?{urlencode({'view': 'all', **conditions, **days})}"
