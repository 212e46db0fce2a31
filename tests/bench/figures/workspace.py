"""What one member waits for, alone on the hub: lists, searches, a long ticket; and a ticket many look at."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat

from tests.bench import visitor
from tests.bench.figures.list import list_requests
from tests.bench.http import Connection, Request
from tests.bench.load import Load, run
from tests.bench.long_ticket import MESSAGES, long_ticket
from tests.bench.report import Aim, at_most, percentile, spread
from tests.bench.session import EMPTY, Session
from tests.bench.statements import statements_of

# The aims are 60, 150 and 80 ms (p95) where the empty view takes 3 ms: so many times as long as it.
TIMES_THE_EMPTY = {"list": 20.0, "search": 50.0, "detail": 26.7}
SHOWN_WITHIN = 60
HTMX = {"HX-Request": "true"}


def measure(session: Session) -> None:
    sizes = session.sizes
    session.ensure_tickets(sizes.tickets, messages_per_ticket=sizes.messages_per_ticket)
    report_at(session, sizes.tickets)


def report_at(session: Session, tickets: int) -> None:
    """At the size the hub has now."""
    number = long_ticket(MESSAGES)
    session.report.begin(f"Workspace ({tickets:,} tickets, one connection)")
    empty = _alone(session, repeat(EMPTY))
    typical = percentile(empty.latencies, 0.5)
    session.report.row("empty view", spread(empty.latencies), note=empty.cost)
    for name, requests in list_requests(session).items():
        kind = "search" if name.startswith("search") else "list"
        _report(session, name, kind, requests, typical)
    detail = repeat(session.bob.get(f"/conversations/tickets/{number}/"))
    _report(session, f"a ticket of {MESSAGES} messages", "detail", detail, typical)
    _report_fan_out(session, number)
    session.report.end()


def _report(session: Session, name: str, kind: str, requests: Iterator[Request], typical: float) -> None:
    statements = statements_of(session.bob, next(requests))
    load = _alone(session, requests)
    p95 = percentile(load.latencies, 0.95)
    aim: Aim = at_most(round(p95 / typical, 1), TIMES_THE_EMPTY[kind], "× the empty view")
    note = f"{p95 / typical:.1f} × the empty view; {statements} SQL; {load.cost}"
    session.report.row(name, spread(load.latencies), aim, note)


def _alone(session: Session, requests: Iterator[Request]) -> Load:
    return session.load(requests, seconds=session.sizes.page_seconds / 3, connections=1)


@dataclass
class Watchers:
    """Open pages of one ticket: when each heard of a change, and when it had fetched what changed."""

    count: int
    open: int = 0
    heard: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)

    async def watch(self, session: Session, number: int) -> None:
        streaming, fetching = await Connection.open(session.port), await Connection.open(session.port)
        topic = f"ticket-{number}"
        stream = visitor.events(streaming.stream(session.bob.get(f"/live/?topics={topic}")))
        regions = session.bob.get(f"/conversations/tickets/{number}/live/", HTMX)
        async for name, _data in stream:
            self.open += name == "open"
            if name == topic:
                self.heard.append(time.perf_counter())
                (await fetching.send(regions)).expect(200)
                self.shown.append(time.perf_counter())

    async def until(self, seen: list[float]) -> None:
        async with asyncio.timeout(SHOWN_WITHIN):
            while len(seen) < self.count:
                await asyncio.sleep(0.01)


def _report_fan_out(session: Session, number: int) -> None:
    heard, shown = run(_fan_out(session, number))
    count = session.sizes.watchers
    session.report.row(f"a note until {count} open pages heard of it", spread(heard))
    session.report.row(f"… until {count} had fetched {MESSAGES} messages", spread(shown))


async def _fan_out(session: Session, number: int) -> tuple[list[float], list[float]]:
    watchers = Watchers(session.sizes.watchers)
    tasks = []
    for _ in range(watchers.count):
        tasks.append(asyncio.create_task(watchers.watch(session, number)))
        await asyncio.sleep(0.01)
    while watchers.open < watchers.count:
        await asyncio.sleep(0.01)
    writing = await Connection.open(session.port)
    began = time.perf_counter()
    note = session.bob.post(f"/conversations/tickets/{number}/note/", {"text": "I look into it."}, HTMX)
    (await writing.send(note)).expect(200)
    await watchers.until(watchers.shown)
    for task in tasks:
        task.cancel()
    return [at - began for at in watchers.heard], [at - began for at in watchers.shown]
