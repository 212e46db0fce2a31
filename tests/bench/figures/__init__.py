"""One module per figure; each has `measure(session)`. They run in this order: what adds rows comes last."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

NAMES = [
    *(
        "start",
        "search",
        "embedding",
        "answer",
        "triage",
        "chat",
        "model",
        "live",
        "idle",
        "list",
        "workspace",
        "pages",
        "help",
        "bulk",
        "intake",
    ),
    *("retrieval", "answer_large", "large", "retrieval_large"),
]
ONLY_LARGE = {"large", "retrieval_large"}


def _figure(name: str) -> Callable[[Any], None]:
    # Imported when it is measured: the modules need a configured Django, and `--help` does not.
    return lambda session: import_module(f"tests.bench.figures.{name}").measure(session)


FIGURES = {name: _figure(name) for name in NAMES}
