"""A ticket text triaged by the local engine through the API: its first line, its last, and fifty at once."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

from tests.bench.http import Connection, Request
from tests.bench.load import run
from tests.bench.member import Browser
from tests.bench.report import at_most, percentile, spread
from tests.bench.session import Session

FIRST_P95_AT_MOST, WHOLE_P95_AT_MOST = 100, 300
TICKETS = Path("ai/training/triage/tickets.jsonl")
AT_ONCE = 50
# Each web process learns from the examples that ship when it is first asked.
WARM_UP = 10


def measure(session: Session) -> None:
    texts = [json.loads(line)["text"] for line in TICKETS.read_text(encoding="utf-8").splitlines()]
    texts = texts[: WARM_UP + session.sizes.answers]
    first, whole = zip(*run(_one_by_one(session.port, session.bob, texts))[WARM_UP:], strict=True)
    session.report.begin("Triage (a text through the API, by the local engine)")
    for what, seconds, most in (
        ("text → first line", first, FIRST_P95_AT_MOST),
        ("text → result or questions", whole, WHOLE_P95_AT_MOST),
    ):
        aim = at_most(percentile(seconds, 0.95) * 1000, most, "ms (p95)")
        session.report.row(what, spread(seconds), aim, f"{len(seconds)} texts, one at a time")
    began = time.perf_counter()
    first, whole = zip(*run(_at_once(session.port, session.bob, texts)), strict=True)
    took = time.perf_counter() - began
    session.report.row("first line", spread(first), note=f"{AT_ONCE} at once")
    session.report.row("whole", spread(whole), note=f"{AT_ONCE} at once, all ended in {took:.1f} s")
    session.report.end()


async def _one_by_one(port: int, browser: Browser, texts: list[str]) -> list[tuple[float, float]]:
    return [await _triage(port, browser, text) for text in texts]


async def _at_once(port: int, browser: Browser, texts: list[str]) -> list[tuple[float, float]]:
    asked = [f"{texts[number % len(texts)]} ({number})" for number in range(AT_ONCE)]
    return list(await asyncio.gather(*(_triage(port, browser, text) for text in asked)))


async def _triage(port: int, browser: Browser, text: str) -> tuple[float, float]:
    """Seconds until the first line and until the last, which must say how it ended."""
    connection = await Connection.open(port)
    headers = {**browser.headers, "Content-Type": "application/json"}
    body = json.dumps({"description": text}).encode()
    began, first, told = time.perf_counter(), 0.0, b""
    async for piece in connection.stream(Request("POST", "/api/triage/stream", headers, body)):
        first = first or time.perf_counter() - began
        told += piece
    whole = time.perf_counter() - began
    connection.close()
    assert json.loads(told.splitlines()[-1])["state"] in ("done", "waiting"), told[-300:]
    return first, whole
