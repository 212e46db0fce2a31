"""The same list when the table is fifty times as large."""

from __future__ import annotations

from tests.bench.figures import list as small
from tests.bench.figures import workspace
from tests.bench.report import at_most
from tests.bench.session import Session

SLOWER_AT_MOST = 1.3


def measure(session: Session) -> None:
    sizes = session.sizes
    if not session.list_loads:
        small.measure(session)
    session.ensure_tickets(sizes.large_tickets, messages_per_ticket=sizes.large_messages_per_ticket)
    session.report.begin(f"List ({sizes.large_tickets:,} tickets, {sizes.connections} connections)")
    reference = session.reference()
    session.report.row("empty view", reference.text, note=reference.cost)
    for name, load in small.list_loads(session).items():
        before = session.list_loads[name]
        slower = before.per_second / load.per_second
        growth = sum(load.cpu_milliseconds) / sum(before.cpu_milliseconds)
        note = f"{slower:.2f} × slower, {growth:.2f} × the CPU ({load.cost})"
        note += f"; at {sizes.tickets:,} {before.text}, {before.cost}"
        session.report.row(name, load.text, at_most(slower, SLOWER_AT_MOST, "× slower"), note)
    session.report.end()
    workspace.report_at(session, sizes.large_tickets)
