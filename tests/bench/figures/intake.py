"""Messages through the widget's API while the worker is killed again and again: what is lost or doubled?"""

from __future__ import annotations

import asyncio

from tests.bench import visitor
from tests.bench.flood import Flood
from tests.bench.kills import kill_worker
from tests.bench.ledger import Ledger, add_up
from tests.bench.load import run
from tests.bench.report import at_most, progress, spread
from tests.bench.session import Session

NOTHING = {
    "lost": "acknowledged, and not in the database",
    "doubled": "in the database more than once",
    "undecided": "neither a run, nor a newer message, nor people",
    "answered_twice": "two answers to one message",
    "answered_without_run": "an answer whose decision is not recorded",
    "undelivered": "an answer that did not leave the outbox",
    "failed_jobs": "jobs that were given up",
}


def measure(session: Session) -> None:
    sizes = session.sizes
    session.wait_until_done()
    tokens = run(visitor.open_sessions(session.port, sizes.intake_sessions))
    flood = Flood(session.port, tokens, sizes.intake_burst_seconds, sizes.intake_per_second)
    run(_write_and_kill(session, flood))
    progress(f"{len(flood.acknowledged)} messages taken in; waiting until all are answered")
    took = session.wait_until_done()
    ledger = add_up(flood.acknowledged)
    session.report.begin(
        f"Intake (widget API, {sizes.connections} connections, worker killed {sizes.kills} times)"
    )
    _report_speed(session, flood, took)
    _report_ledger(session, ledger)
    session.report.row(
        "sent twice, answered differently", f"{flood.answered_differently} of {flood.sent_twice}"
    )
    session.report.end()


async def _write_and_kill(session: Session, flood: Flood) -> None:
    """Write until the worker has been killed often enough. A failed request ends it all."""
    stop = asyncio.Event()

    async def kill_then_stop() -> None:
        await kill_worker(session.hub, session.sizes.kills)
        await flood.burst_is_over.wait()
        stop.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(flood.write(session.sizes.connections, stop))
        group.create_task(kill_then_stop())


def _report_speed(session: Session, flood: Flood, drained: float) -> None:
    burst = flood.in_burst / flood.burst_took
    sizes = session.sizes
    session.report.row(
        "taken in, as fast as it goes",
        f"{burst:.0f} messages/s",
        note=f"for {flood.burst_took:.0f} s, the worker killed meanwhile; then {sizes.intake_per_second:g}/s",
    )
    session.report.row(
        "message acknowledged", spread(flood.latencies), note=f"{len(flood.acknowledged)} messages"
    )
    session.report.row("after the last kill, all was done in", f"{drained:.0f} s")


def _report_ledger(session: Session, ledger: Ledger) -> None:
    for name, meaning in NOTHING.items():
        value = getattr(ledger, name)
        session.report.row(name.replace("_", " "), str(value), at_most(value, 0, ""), meaning)
    runs = ", ".join(f"{count} {kind}" for kind, count in ledger.runs.most_common())
    explained = f"{ledger.superseded} superseded by a newer message, {ledger.with_people} already with people"
    session.report.row("runs", f"{ledger.runs.total()}", note=f"{runs}; without one: {explained}")
