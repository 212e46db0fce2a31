"""List, detail, create and reply with SQL statements per request, beside four other help desks.

Theirs were measured earlier on a machine like the author's (2 cores, 2 workers, 8 connections, 20,000
tickets, 100,000 messages): FreeScout 1.8, django-helpdesk 2.6, osTicket 1.18, Request Tracker 5. Here is
the best of each column.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, repeat

from tests.bench import visitor
from tests.bench.harness import Hub
from tests.bench.http import Request
from tests.bench.load import WARM_UP, run
from tests.bench.questions import numbered
from tests.bench.report import at_least, progress
from tests.bench.session import Session
from tests.bench.statements import statements_of
from tickets.models import Ticket

BEST_PEER = {"list": 40.6, "detail": 101.0, "create": 104.0, "reply": 100.0}
TIMES_THE_BEST = 4
HTMX = {"HX-Request": "true"}
COUNTED = 5


def measure(session: Session) -> None:
    sizes = session.sizes
    session.ensure_tickets(sizes.tickets, messages_per_ticket=sizes.messages_per_ticket)
    messages = sizes.tickets * sizes.messages_per_ticket
    session.report.begin(
        f"Pages ({sizes.tickets:,} tickets, {messages:,} messages, {sizes.connections} connections)"
    )
    reference = session.reference()
    session.report.row("empty view", reference.text, note=reference.cost)
    _report(session, "list", repeat(session.bob.get("/conversations/tickets/")))
    _report(session, "detail", _details(session))
    _report_writes(session)
    session.report.end()


def _report_writes(session: Session) -> None:
    """With the background work held back, as with the peers, and with the AI answering meanwhile."""
    with _paused_worker(session.hub):
        _report(session, "create", _creations(session), note="background work held back")
        _report(session, "reply", _replies(session), note="background work held back")
    progress(f"background work of these took {session.wait_until_done():.0f} s")
    _report(session, "create", _creations(session), note="the AI answering meanwhile", is_compared=False)
    session.wait_until_done()
    _report(session, "reply", _replies(session), note="delivered meanwhile", is_compared=False)
    session.wait_until_done()


def _report(
    session: Session, name: str, requests: Iterator[Request], *, note: str = "", is_compared: bool = True
) -> None:
    statements = _statements(session, requests)
    load = session.load(requests, seconds=session.sizes.page_seconds)
    best = BEST_PEER[name]
    aim = at_least(load.per_second, TIMES_THE_BEST * best, "/s") if is_compared else None
    times = f"best peer {best:g}/s, here × {load.per_second / best:.1f}"
    notes = [note, times, f"{statements} SQL", load.cost]
    session.report.row(name, load.text, aim, "; ".join(filter(None, notes)))


def _statements(session: Session, requests: Iterator[Request]) -> str:
    """How many statements some of the requests made, asked one at a time."""
    counts = set()
    for _ in range(COUNTED):
        counts.add(statements_of(session.bob, next(requests)))
    return str(min(counts)) if len(counts) == 1 else f"{min(counts)}–{max(counts)}"


def _details(session: Session) -> Iterator[Request]:
    numbers, chance = _numbers(session), random.Random(1)
    while True:
        yield session.bob.get(f"/conversations/tickets/{chance.choice(numbers)}/")


def _creations(session: Session) -> Iterator[Request]:
    """First messages, each of a visitor of its own."""
    texts = numbered("create")
    for token in run(visitor.open_sessions(session.port, session.sizes.writes + COUNTED + WARM_UP)):
        yield visitor.writing(token, next(texts), "first")


def _replies(session: Session) -> Iterator[Request]:
    numbers, chance, texts = _numbers(session), random.Random(2), count()
    for number in chance.sample(numbers, session.sizes.writes + COUNTED + WARM_UP):
        fields = {
            "text": f"Thanks, **this** is reply {next(texts)}.\n\nPlease try it again.",
            "source_id": "",
        }
        yield session.bob.post(f"/conversations/tickets/{number}/reply/", fields, HTMX)


def _numbers(session: Session) -> list[int]:
    newest = Ticket.objects.order_by("-number").values_list("number", flat=True)
    return list(newest[: session.sizes.tickets])


@contextmanager
def _paused_worker(hub: Hub) -> Iterator[None]:
    processes = hub.worker_processes()
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()
