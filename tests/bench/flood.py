"""Customers who write through the widget's API, and send again what was not answered, or what was."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from dataclasses import dataclass, field

from tests.bench import visitor
from tests.bench.http import Connection
from tests.bench.questions import numbered

# Every so many messages a flaky client sends one again although it was acknowledged.
SENT_TWICE_EVERY = 10


@dataclass
class Flood:
    """Writes until it is stopped: first as fast as the connections allow, then so many a second.

    `acknowledged` has the message id the API gave for each client id, `latencies` the seconds of each.
    """

    port: int
    tokens: list[str]
    burst_seconds: float
    per_second: float
    acknowledged: dict[str, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    answered_differently: int = 0
    sent_twice: int = 0
    unanswered: int = 0
    in_burst: int = 0
    burst_took: float = 0
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    burst_is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, connections: int, stop: asyncio.Event) -> None:
        numbers, texts = itertools.count(), numbered("intake")
        began = time.perf_counter()
        burst_ends = began + self.burst_seconds

        async def write_on(connection: Connection, pace: float) -> None:
            while not stop.is_set():
                number = next(numbers)
                token = self.tokens[number % len(self.tokens)]
                connection = await self._write_one(connection, token, number, next(texts))
                if time.perf_counter() > burst_ends:
                    self._note_burst(began)
                    await asyncio.sleep(pace)
            connection.close()

        opened = [await Connection.open(self.port) for _ in range(connections)]
        pace = connections / self.per_second
        await asyncio.gather(*(write_on(connection, pace) for connection in opened))

    def _note_burst(self, began: float) -> None:
        if not self.burst_is_over.is_set():
            self.in_burst, self.burst_took = len(self.acknowledged), time.perf_counter() - began
            self.burst_is_over.set()

    async def _write_one(self, connection: Connection, token: str, number: int, text: str) -> Connection:
        """Returns the connection to go on with: a new one when this one broke."""
        client_id = f"{self.mark}-{number}"
        began = time.perf_counter()
        try:
            posted = await visitor.write(connection, token, text, client_id)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.unanswered += 1
            connection = await Connection.open(self.port)
            posted = await visitor.write(connection, token, text, client_id)
        self.latencies.append(time.perf_counter() - began)
        self.acknowledged[client_id] = posted["message"]["id"]
        if number % SENT_TWICE_EVERY == 0:
            self.sent_twice += 1
            again = await visitor.write(connection, token, text, client_id)
            self.answered_differently += again["message"]["id"] != posted["message"]["id"]
        return connection
