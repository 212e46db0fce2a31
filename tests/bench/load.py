"""Puts load on a page and times every request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import uvloop

from tests.bench.http import Connection, Request
from tests.bench.report import milliseconds, percentile

Value = TypeVar("Value")
# Each of the sixteen threads plans its statements a few times before its connection keeps them.
WARM_UP = 160
# A kept connection stays with the web process that took it, and eight may all be one process's: that made the
# same page two and a half times as slow from one measurement to the next. Browsers come and go.
RENEWED_AFTER = 10


@dataclass(frozen=True)
class Load:
    """What some connections saw, the seconds of each request and in all, and what it cost the processors."""

    latencies: list[float]
    seconds: float
    client_seconds: float
    web_seconds: float = 0
    database_seconds: float = 0

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def client_share(self) -> float:
        """How much of one core the client took from the server."""
        return self.client_seconds / self.seconds

    @property
    def text(self) -> str:
        p95 = milliseconds(percentile(self.latencies, 0.95))
        return f"{self.per_second:.0f}/s, p95 {p95}"

    @property
    def cpu_milliseconds(self) -> tuple[float, float]:
        """Processor time a request, of web and database: a busy neighbour changes it less than the speed."""
        requests = len(self.latencies) + WARM_UP
        return self.web_seconds * 1000 / requests, self.database_seconds * 1000 / requests

    @property
    def cost(self) -> str:
        web, database = self.cpu_milliseconds
        return f"CPU {web:.1f} ms web, {database:.1f} ms database"

    def ratio(self, reference: Load) -> str:
        return f"1 : {reference.per_second / self.per_second:.1f}"


def run(work: Coroutine[Any, Any, Value]) -> Value:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def put_load(
    port: int,
    requests: Iterator[Request],
    *,
    connections: int,
    seconds: float,
    statuses: tuple[int, ...] = (200,),
) -> Load:
    """Ask for the requests, each connection one after the other, until the time or the requests are over.

    Raises UnexpectedReply for any other status: the time of an error page measures nothing.
    """
    return run(_put_load(port, requests, connections, seconds, statuses))


async def _put_load(
    port: int, requests: Iterator[Request], connections: int, seconds: float, statuses: tuple[int, ...]
) -> Load:
    # Each on a connection of its own: one that waits for its turn at a slow page would be closed meanwhile.
    for _number, request in zip(range(WARM_UP), requests, strict=False):
        connection = await Connection.open(port)
        (await connection.send(request)).expect(*statuses)
        connection.close()
    opened = [await Connection.open(port) for _ in range(connections)]
    latencies: list[float] = []

    async def ask_on(connection: Connection) -> None:
        for number, request in enumerate(requests, start=1):
            asked = time.perf_counter()
            (await connection.send(request)).expect(*statuses)
            latencies.append(time.perf_counter() - asked)
            if asked > end:
                break
            if number % RENEWED_AFTER == 0:
                connection.close()
                connection = await Connection.open(port)
        connection.close()

    began, client_began = time.perf_counter(), time.process_time()
    end = began + seconds
    await asyncio.gather(*(ask_on(connection) for connection in opened))
    return Load(latencies, time.perf_counter() - began, time.process_time() - client_began)
