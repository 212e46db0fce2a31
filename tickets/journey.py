"""What a ticket's customer did on the tenant's site, with the moment at which they opened the ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conversations.models import JourneyEvent
from tickets.models import Ticket

PAGE = 8


@dataclass(frozen=True)
class Opening:
    """The ticket's own place among what happened."""

    happened_at: datetime
    kind: str = "opening"


@dataclass(frozen=True)
class Journey:
    """Newest first; `older_than` is the key of the last event when there are more."""

    entries: Sequence[JourneyEvent | Opening]
    older_than: int | None = None

    @property
    def newest(self) -> int | None:
        return next((entry.pk for entry in self.entries if isinstance(entry, JourneyEvent)), None)


def journey_of(ticket: Ticket, *, before: int | None = None) -> Journey:
    """A page of it: the newest, or what was before the event of that key. Nothing for an unknown key."""
    events = JourneyEvent.objects.for_tenant(ticket.tenant).filter(customer=ticket.customer_id)
    edge = None
    if before is not None:
        edge = events.filter(pk=before).first()
        if edge is None:
            return Journey([])
        events = events.older_than(edge)
    found = list(events.newest_first()[: PAGE + 1])
    page, has_more = found[:PAGE], len(found) > PAGE
    until = edge.happened_at if edge else None
    entries = _with_opening(page, ticket.created_at, until=until, has_more=has_more)
    return Journey(entries, page[-1].pk if has_more else None)


def _with_opening(
    page: list[JourneyEvent], opened_at: datetime, *, until: datetime | None, has_more: bool
) -> list[JourneyEvent | Opening]:
    """The page, with the opening in its place if it belongs on this one."""
    is_newer = until is not None and opened_at >= until
    is_older = has_more and opened_at < page[-1].happened_at
    if not page or is_newer or is_older:
        return [*page]
    later = sum(event.happened_at > opened_at for event in page)
    return [*page[:later], Opening(opened_at), *page[later:]]
