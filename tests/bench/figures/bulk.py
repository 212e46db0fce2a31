"""One change on many tickets, and taking it back."""

from __future__ import annotations

from tests.bench.report import progress
from tests.bench.session import Session
from tickets.models import BulkAction

HTMX = {"HX-Request": "true"}


def measure(session: Session) -> None:
    sizes = session.sizes
    session.ensure_tickets(sizes.tickets, messages_per_ticket=sizes.messages_per_ticket)
    session.report.begin(f"Bulk ({sizes.tickets:,} tickets, one worker)")
    # Resolved tickets have no clock that runs and nobody to tell: the change itself is what is measured.
    fields = {"everything": "1", "query": "view=all&status=resolved", "priority": "low"}
    session.bob.send(session.bob.post("/conversations/tickets/bulk/priority/", fields, HTMX)).expect(200)
    _report(session, "set a priority")
    bulk = BulkAction.objects.latest("pk")
    session.bob.send(session.bob.post(f"/conversations/tickets/bulk/{bulk.pk}/undo/", {}, HTMX)).expect(200)
    _report(session, "take it back")
    session.report.end()


def _report(session: Session, name: str) -> None:
    progress(name)
    seconds = session.wait_until_done()
    bulk = BulkAction.objects.latest("pk")
    note = f"{bulk.get_state_display()}; fifty tickets in a transaction"
    session.report.row(
        name, f"{bulk.done_count:,} in {seconds:.0f} s, {bulk.done_count / seconds:.0f}/s", note=note
    )
