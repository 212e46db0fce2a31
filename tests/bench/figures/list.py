"""The ticket list at 20,000 tickets, beside an empty view on the same server."""

from __future__ import annotations

from itertools import repeat

from tests.bench.load import Load
from tests.bench.report import Report
from tests.bench.session import Session
from tickets.models import Ticket

PATHS = {
    "open (as it opens)": "/conversations/tickets/",
    "all": "/conversations/tickets/?view=all",
    "mine": "/conversations/tickets/?view=mine",
    "unassigned": "/conversations/tickets/?view=unassigned",
    "escalated": "/conversations/tickets/?view=escalated",
    "resolved": "/conversations/tickets/?view=resolved",
    "the counts beside it": "/conversations/tickets/counts/",
}


def measure(session: Session) -> None:
    sizes = session.sizes
    session.ensure_tickets(sizes.tickets, messages_per_ticket=sizes.messages_per_ticket)
    session.report.begin(f"List ({sizes.tickets:,} tickets, {sizes.connections} connections)")
    reference = session.reference()
    _report(session.report, "empty view", reference, reference)
    session.list_loads = list_loads(session)
    for name, load in session.list_loads.items():
        _report(session.report, name, load, reference)
    session.report.end()


def list_loads(session: Session) -> dict[str, Load]:
    """Each view of the list under load, and a page far down."""
    paths = {**PATHS, "all, from the middle": f"/conversations/tickets/?view=all&after={_middle()}"}
    loads = {}
    for name, path in paths.items():
        loads[name] = session.load(repeat(session.bob.get(path)), seconds=session.sizes.page_seconds / 2)
    return loads


def _middle() -> str:
    """The cursor of a ticket half way down."""
    newest_first = Ticket.objects.order_by("-pk")
    middle = newest_first.filter(pk__lte=newest_first[0].pk // 2)[0]
    return f"{round(middle.latest_activity_at.timestamp() * 1_000_000):x}-{middle.pk:x}"


def _report(report: Report, name: str, load: Load, reference: Load) -> None:
    note = f"empty view {load.ratio(reference)}; {load.cost}; client {load.client_share:.0%} of a core"
    report.row(name, load.text, note=note)
