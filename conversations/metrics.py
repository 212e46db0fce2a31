"""Counters that all processes add to, and their text for Prometheus.

They live in Redis, a field for each series. A Redis that starts anew counts from nought, which Prometheus
takes as a counter's reset. Text format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import redis
import structlog
from django.db import transaction

from conversations.live.publishing import redis_client

KEY = "hub:metrics"
Labels = tuple[tuple[str, str], ...]

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Counter:
    name: str
    help: str

    def add(self, by: float = 1, **labels: str) -> None:
        """On commit: what is rolled back was not counted."""
        _add_on_commit({_field(self.name, labels): by})


@dataclass(frozen=True)
class Gauge(Counter):
    """What may become less again."""


@dataclass(frozen=True)
class Histogram:
    """`bounds` are the upper ends of its buckets, ascending; one for all that is above comes by itself."""

    name: str
    help: str
    bounds: tuple[float, ...]

    def observe(self, value: float, **labels: str) -> None:
        """On commit."""
        held = {
            _field(f"{self.name}_bucket", labels | {"le": end}): 1.0
            for bound, end in self._ends()
            if value <= bound
        }
        sums = {_field(f"{self.name}_sum", labels): value, _field(f"{self.name}_count", labels): 1.0}
        _add_on_commit(held | sums)

    def _ends(self) -> Iterable[tuple[float, str]]:
        return [*((bound, f"{bound:g}") for bound in self.bounds), (float("inf"), "+Inf")]


def exposition(metrics: Iterable[Counter | Histogram]) -> str:
    """All that was counted of these, as text. Raises redis.RedisError."""
    series: dict[str, list[tuple[Labels, float]]] = {}
    for field, value in redis_client().hgetall(KEY).items():
        name, labels = json.loads(field)
        series.setdefault(name, []).append((tuple(labels.items()), float(value)))
    lines = [line for metric in metrics for line in _lines(metric, series)]
    return "\n".join(lines) + "\n"


def _lines(metric: Counter | Histogram, series: Mapping[str, list[tuple[Labels, float]]]) -> list[str]:
    is_histogram = isinstance(metric, Histogram)
    names = (
        [f"{metric.name}_{part}" for part in ("bucket", "sum", "count")] if is_histogram else [metric.name]
    )
    kind = "histogram" if is_histogram else "gauge" if isinstance(metric, Gauge) else "counter"
    head = [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {kind}"]
    return head + [
        f"{name}{_written(labels)} {_exact(value)}"
        for name in names
        for labels, value in _ordered(series.get(name, []))
    ]


def _exact(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _ordered(found: list[tuple[Labels, float]]) -> list[tuple[Labels, float]]:
    """By labels, buckets by their ends."""
    return sorted(found, key=lambda one: [(name, _as_number(value)) for name, value in sorted(one[0])])


def _as_number(value: str) -> tuple[float, str]:
    try:
        return float(value), ""
    except ValueError:
        return 0.0, value


def _written(labels: Labels) -> str:
    escaped = (
        (name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, value in labels
    )
    inside = ",".join(f'{name}="{value}"' for name, value in escaped)
    return f"{{{inside}}}" if inside else ""


def _field(name: str, labels: Mapping[str, str]) -> str:
    return json.dumps([name, dict(sorted(labels.items()))])


def _add_on_commit(amounts: Mapping[str, float]) -> None:
    transaction.on_commit(partial(_add, amounts))


def _add(amounts: Mapping[str, float]) -> None:
    try:
        with redis_client().pipeline(transaction=False) as pipe:
            for field, amount in amounts.items():
                pipe.hincrbyfloat(KEY, field, amount)
            pipe.execute()
    except redis.RedisError as error:
        # The work itself is done and stored; only its count is lost.
        logger.warning("metrics_lost", error=str(error))
