"""What was measured, as tables a person reads on a terminal or pastes into Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD = ("what", "measured", "aim", "note")


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("Nothing was measured.")
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def milliseconds(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms"


def spread(seconds: Sequence[float]) -> str:
    return f"p50 {milliseconds(percentile(seconds, 0.5))}, p95 {milliseconds(percentile(seconds, 0.95))}"


@dataclass(frozen=True)
class Aim:
    """A number to reach, and whether it was."""

    text: str
    is_met: bool

    def __str__(self) -> str:
        return f"{self.text}: {'met' if self.is_met else 'missed'}"


def at_most(value: float, limit: float, unit: str) -> Aim:
    return Aim(f"≤ {limit:g} {unit}".strip(), value <= limit)


def at_least(value: float, limit: float, unit: str) -> Aim:
    return Aim(f"≥ {limit:g} {unit}".strip(), value >= limit)


class Report:
    """Prints each figure's table as soon as it is there, and remembers which aims were missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        self._title = ""
        self._rows: list[tuple[str, str, str, str]] = []

    def begin(self, title: str) -> None:
        self._title, self._rows = title, []

    def row(self, what: str, measured: str, aim: Aim | None = None, note: str = "") -> None:
        self._rows.append((what, measured, str(aim or ""), note))
        if aim is not None and not aim.is_met:
            self.missed.append(f"{self._title}: {what}: {measured} ({aim.text})")

    def end(self) -> None:
        say(f"\n### {self._title}\n")
        rows = [HEAD, *self._rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for number, row in enumerate(rows):
            say(_line(row, widths))
            if number == 0:
                say(_line(["-" * width for width in widths], widths))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """What is being done, beside the tables."""
    sys.stderr.write(f"… {text}\n")
