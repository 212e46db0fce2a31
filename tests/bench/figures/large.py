"""The same list when the table is fifty times as large."""

from __future__ import annotations

from tests.bench.figures import list as small
from tests.bench.report import at_most
from tests.bench.session import Session

COSTS_MORE_AT_MOST = 1.3


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
        growth = sum(load.cpu_milliseconds) / sum(before.cpu_milliseconds)
        aim = at_most(growth, COSTS_MORE_AT_MOST, "× the CPU")
        note = f"× {growth:.2f} CPU: {load.cost}; at {sizes.tickets:,} {before.text}, {before.cost}"
        session.report.row(name, load.text, aim, note)
    session.report.end()
