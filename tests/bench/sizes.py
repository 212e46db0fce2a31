"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sizes:
    bare_start: bool
    tickets: int
    messages_per_ticket: int
    large_tickets: int
    large_messages_per_ticket: int
    connections: int
    page_seconds: float
    writes: int
    answers: int
    live: int
    searches: int
    passages: tuple[int, ...]
    large_passages: int
    exact_searches: int
    streams: int
    events: int
    watchers: int
    intake_sessions: int
    intake_burst_seconds: float
    intake_per_second: float
    kills: int


FULL = Sizes(
    bare_start=True,
    tickets=20_000,
    messages_per_ticket=5,
    large_tickets=1_000_000,
    large_messages_per_ticket=5,
    connections=8,
    page_seconds=8,
    writes=500,
    answers=80,
    live=80,
    searches=200,
    passages=(1_000, 100_000),
    large_passages=1_000_000,
    exact_searches=60,
    streams=1_000,
    events=20,
    watchers=200,
    intake_sessions=1_500,
    intake_burst_seconds=20,
    intake_per_second=10,
    kills=20,
)

QUICK = Sizes(
    bare_start=False,
    tickets=2_000,
    messages_per_ticket=5,
    large_tickets=20_000,
    large_messages_per_ticket=2,
    connections=8,
    page_seconds=1,
    writes=40,
    answers=8,
    live=8,
    searches=20,
    passages=(400, 4_000),
    large_passages=10_000,
    exact_searches=10,
    streams=100,
    events=5,
    watchers=20,
    intake_sessions=60,
    intake_burst_seconds=2,
    intake_per_second=5,
    kills=1,
)
