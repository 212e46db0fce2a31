"""Many open pages on which nothing happens, and then something does."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from django.db import connection as database

from conversations.live import publish_now
from conversations.models import Channel
from tests.bench import visitor
from tests.bench.harness import Hub
from tests.bench.http import Connection
from tests.bench.load import run
from tests.bench.member import Browser
from tests.bench.report import milliseconds, spread
from tests.bench.session import Session
from tests.bench.visitor import KEY

TOPIC = "bench"
OPENING_AT_ONCE = 20
SETTLE_SECONDS = 3
HEARD_WITHIN = 10


@dataclass
class Audience:
    """The open streams, and when each heard which event."""

    size: int
    open: int = 0
    heard: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, data: str) -> None:
        if name == "open":
            self.open += 1
        elif name == TOPIC:
            self.heard.setdefault(data, []).append(time.perf_counter())

    async def until_open(self) -> None:
        while self.open < self.size:
            await asyncio.sleep(0.01)

    async def until_heard(self, number: str) -> None:
        async with asyncio.timeout(HEARD_WITHIN):
            while len(self.heard.get(number, ())) < self.size:
                await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Held:
    """What the open streams cost, and how late each heard each event."""

    bytes_each: float
    database_connections: int
    threads_each: float
    opening_seconds: float
    delays: list[float]


def measure(session: Session) -> None:
    held = run(_measure(session, session.bob))
    count = session.sizes.streams
    session.report.begin(f"Idle ({count} open streams of a signed-in member)")
    session.report.row("memory of the web processes", f"{held.bytes_each / 1000:.1f} kB each")
    session.report.row("threads they hold", f"{held.threads_each:.2f} each")
    session.report.row("database connections they hold", str(held.database_connections))
    session.report.row(
        "opening them", f"{count / held.opening_seconds:.0f}/s", note=f"{OPENING_AT_ONCE} at once"
    )
    latest = f"last {milliseconds(max(held.delays))}"
    note = f"{session.sizes.events} events; the client, one process, reads all streams"
    session.report.row("an event until heard by all", f"{spread(held.delays)}, {latest}", note=note)
    session.report.end()


async def _measure(session: Session, bob: Browser) -> Held:
    hub, audience = session.hub, Audience(session.sizes.streams)
    request = bob.get(f"/live/?topics={TOPIC}")
    threads, memory, connections = _threads(hub), _memory(hub), await _database_connections()
    gate, began = asyncio.Semaphore(OPENING_AT_ONCE), time.perf_counter()

    async def listen() -> None:
        async with gate:
            stream = visitor.events((await Connection.open(hub.port)).stream(request))
            audience.note(*await anext(stream))
        async for name, data in stream:
            audience.note(name, data)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(listen()) for _ in range(audience.size)]
        await audience.until_open()
        opening = time.perf_counter() - began
        await asyncio.sleep(SETTLE_SECONDS)
        each = (_memory(hub) - memory) / audience.size
        held_threads = (_threads(hub) - threads) / audience.size
        held_connections = await _database_connections() - connections
        delays = await _delays(session, audience)
        for task in tasks:
            task.cancel()
    return Held(each, held_connections, held_threads, opening, delays)


async def _delays(session: Session, audience: Audience) -> list[float]:
    tenant_id = (await Channel.objects.aget(public_key=KEY)).tenant_id
    delays: list[float] = []
    for number in map(str, range(session.sizes.events)):
        published = time.perf_counter()
        publish_now(tenant_id, TOPIC, number)
        await audience.until_heard(number)
        delays += [at - published for at in audience.heard[number]]
    return delays


def _memory(hub: Hub) -> int:
    return sum(process.memory_info().rss for process in hub.web_processes())


def _threads(hub: Hub) -> int:
    return sum(process.num_threads() for process in hub.web_processes())


@sync_to_async
def _database_connections() -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        return int(cursor.fetchone()[0])
