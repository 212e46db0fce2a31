"""What the figures share: one hub, how much to measure, and where to write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from itertools import repeat
from pathlib import Path

from django.utils import timezone

from tests.bench import machine
from tests.bench.harness import Hub
from tests.bench.http import Request
from tests.bench.load import Load, put_load
from tests.bench.member import BOB, Browser
from tests.bench.report import Report, progress
from tests.bench.sizes import Sizes

EMPTY = Request("GET", "/bench/empty/")
REFERENCE_SECONDS = 4


class Session:
    """One run of the bench. The shared hub starts when the first figure needs it."""

    def __init__(self, *, place: Path, hub: Hub, sizes: Sizes, report: Report, fresh_venv: bool) -> None:
        self.place = place
        self.sizes = sizes
        self.report = report
        self.fresh_venv = fresh_venv
        self.list_loads: dict[str, Load] = {}
        self._hub = hub

    @cached_property
    def hub(self) -> Hub:
        progress(f"starting a hub on port {self._hub.port}")
        self._hub.start()
        self.report.begin("Machine")
        for name, value in machine.describe():
            self.report.row(name, value)
        self.report.end()
        return self._hub

    @property
    def state_dir(self) -> Path:
        return self._hub.state_dir

    @property
    def port(self) -> int:
        return self.hub.port

    @cached_property
    def bob(self) -> Browser:
        return Browser(self.port).sign_in(BOB)

    def ensure_tickets(self, count: int, *, messages_per_ticket: int) -> None:
        from tests.bench.seed import fill_up

        assert self.hub
        fill_up(count, messages_per_ticket=messages_per_ticket)

    def load(self, requests: Iterator[Request], *, seconds: float, connections: int | None = None) -> Load:
        """Put load on the hub, and see what its processes spend on it."""
        web, database = self.hub.cpu_seconds()
        load = put_load(
            self.port,
            requests,
            connections=connections or self.sizes.connections,
            seconds=seconds,
            statuses=(200, 201),
        )
        web_after, database_after = self.hub.cpu_seconds()
        return replace(load, web_seconds=web_after - web, database_seconds=database_after - database)

    def reference(self) -> Load:
        """The empty view on the same server, now."""
        return self.load(repeat(EMPTY), seconds=min(REFERENCE_SECONDS, self.sizes.page_seconds))

    def wait_until_done(self, *, seconds: float = 300) -> float:
        """Wait until no job is left for the next minute, but who looks after triages later; returns the
        seconds it took. Raises TimeoutError."""
        from conversations.models import Job

        assert self.hub
        began, soon = time.monotonic(), timedelta(minutes=1)
        while left := (
            Job.objects.unfinished_before(timezone.now() + soon)
            .exclude(name="agent.triage", run_at__gt=timezone.now())
            .count()
        ):
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"{left} jobs are still waiting after {seconds:.0f} s.")
            time.sleep(0.1)
        return time.monotonic() - began
