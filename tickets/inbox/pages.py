"""One page of a list: the rows, and whether more follow."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Member
from tickets.inbox.filters import Filters
from tickets.inbox.search import find_tickets
from tickets.models import Reading, Ticket
from tickets.querysets import TicketQuerySet

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    tickets: list[Ticket]
    next_cursor: str
    is_capped: bool = False


def rows_of(
    filters: Filters, member: Member, *, of: TicketQuerySet[Ticket] | None = None
) -> tuple[TicketQuerySet[Ticket], bool]:
    """The tickets of a list, and whether its words match more than were looked at. `of` are all that the
    member may read, where somebody asks for them in another way."""
    rows = filters.narrow(Ticket.objects.open_to(member) if of is None else of, member)
    rows = filters.asked_order.narrow(rows)
    if not filters.words:
        return rows, False
    found = find_tickets(member.tenant, filters.words)
    return rows.with_keys(found.tickets), found.is_capped


def page_of(filters: Filters, member: Member, cursor: str = "") -> Page:
    """The rows after `cursor` (empty: the first). Costs the same however many tickets there are.

    Raises tickets.inbox.order.BadCursor.
    """
    order = filters.asked_order
    rows, is_capped = rows_of(filters, member)
    rows = order.sort(rows.for_list())
    if cursor:
        rows = order.after(rows, cursor)
    tickets = list(rows[: PAGE_SIZE + 1])
    has_more = len(tickets) > PAGE_SIZE
    tickets = tickets[:PAGE_SIZE]
    _mark_unread(tickets, member)
    return Page(tickets, order.cursor_at(tickets[-1]) if has_more else "", is_capped)


def _mark_unread(tickets: list[Ticket], member: Member) -> None:
    """Unread: the customer spoke last, and this member has not seen it."""
    spoken = [ticket for ticket in tickets if ticket.latest_message_author == "customer"]
    seen = dict(Reading.objects.of(member, spoken).values_list("ticket", "message")) if spoken else {}
    for ticket in spoken:
        newest = ticket.latest_message_id or 0
        ticket.is_unread = not ticket.is_resolved and newest > seen.get(ticket.pk, 0)
