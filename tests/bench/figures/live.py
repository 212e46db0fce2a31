"""From a customer's message to bob's open list showing it, as the page does it: an event, then the rows."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from tests.bench import questions, visitor
from tests.bench.http import Connection
from tests.bench.load import run
from tests.bench.member import Browser
from tests.bench.report import at_most, percentile, spread
from tests.bench.session import Session

P95_AT_MOST = 200
ROWS = "/conversations/tickets/?view=open"
SHOWN_WITHIN = 10


@dataclass
class OpenPage:
    """Bob's list: when it heard of a change, and when which rows were there."""

    heard_at: list[float] = field(default_factory=list)
    shown: list[tuple[float, bytes]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(self, port: int, browser: Browser, is_open: asyncio.Event) -> None:
        streaming, fetching = await Connection.open(port), await Connection.open(port)
        stream = streaming.stream(browser.get("/live/?topics=tickets"))
        async for name, _data in visitor.events(stream):
            if name == "open":
                is_open.set()
            if name == "tickets":
                self.heard_at.append(time.perf_counter())
                reply = await fetching.send(browser.get(ROWS, {"HX-Request": "true"}))
                self.shown.append((time.perf_counter(), reply.expect(200).body))
                self.changed.set()

    async def wait_for(self, mark: str, *, since: int) -> float:
        """When the rows with this mark were there, among those shown after the first `since`."""
        async with asyncio.timeout(SHOWN_WITHIN):
            while True:
                for shown_at, body in self.shown[since:]:
                    if mark.encode() in body:
                        return shown_at
                self.changed.clear()
                await self.changed.wait()


def measure(session: Session) -> None:
    events, rows = run(_measure(session, session.bob))
    session.wait_until_done()
    session.report.begin("Live (customer's message until bob's open list shows it)")
    p95 = percentile(rows, 0.95) * 1000
    aim = at_most(p95, P95_AT_MOST, "ms (p95)")
    session.report.row(
        "message → rows shown", spread(rows), aim, f"{len(rows)} new tickets, the AI answering too"
    )
    session.report.row("of it until the event", spread(events))
    session.report.end()


async def _measure(session: Session, bob: Browser) -> tuple[list[float], list[float]]:
    page, is_open = OpenPage(), asyncio.Event()
    shows = asyncio.create_task(page.show(session.port, bob, is_open))
    await is_open.wait()
    connection = await Connection.open(session.port)
    events, rows = [], []
    for text in _marked(session.sizes.live):
        token = await visitor.open_session(connection)
        heard, shown, sent_at = len(page.heard_at), len(page.shown), time.perf_counter()
        await visitor.write(connection, token, text, "first")
        rows.append(await page.wait_for(text.partition("]")[0], since=shown) - sent_at)
        events.append(page.heard_at[heard] - sent_at)
    shows.cancel()
    return events, rows


def _marked(count: int) -> list[str]:
    numbered = questions.numbered("live")
    return [next(numbered) for _ in range(count)]
