from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Trace:
    """The steps of a run as they happen: name, milliseconds, findings (JSON values)."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """Time a step; what the body puts into the dictionary is what the step found."""
        began = time.perf_counter()
        found: dict[str, Any] = {}
        try:
            yield found
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000, 2)
            self.steps.append({"name": name, "ms": milliseconds, "found": found})

    @property
    def duration_ms(self) -> float:
        return round((time.perf_counter() - self.started) * 1000, 2)
