"""What an evaluation task is given and gives back. Higher apps add tasks through settings.EVALUATE_TASKS."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string
from pydantic import BaseModel, ValidationError

Row = TypeVar("Row", bound=BaseModel)

TASKS = {"retrieval": "knowledge.evaluation.retrieval.run"}


class BadInput(Exception):
    """A file can't be used; the text names it, and the line where there is one."""


@dataclass(frozen=True)
class Options:
    data: Sequence[Path]
    articles: Path | None = None
    train: Path | None = None
    errors: int = 0


@dataclass(frozen=True)
class Report:
    """`figures` by name, or by variant and name; milliseconds of each item; `errors` are the worst items."""

    figures: dict[str, Any]
    counts: dict[str, int]
    milliseconds: Sequence[float] = ()
    errors: list[dict[str, Any]] = field(default_factory=list)


Task = Callable[[Options], Report]


def task_paths() -> dict[str, str]:
    """Task name → dotted path of its function."""
    return TASKS | getattr(settings, "EVALUATE_TASKS", {})


def load_task(name: str) -> Task:
    return import_string(task_paths()[name])


def read_rows(files: Path | Sequence[Path] | None, model: type[Row], *, what: str) -> list[Row]:
    """The rows of JSONL files, empty lines left out. Raises BadInput with file and number of a bad line."""
    if files is None:
        raise BadInput(f"This task needs --{what} FILE.")
    paths = [files] if isinstance(files, Path) else files
    return [row for path in paths for row in _rows(path, model)]


def _rows(path: Path, model: type[Row]) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error
    return [_row(path, number, line, model) for number, line in enumerate(lines, start=1) if line.strip()]


def _row(path: Path, number: int, line: str, model: type[Row]) -> Row:
    try:
        return model.model_validate(json.loads(line))
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise BadInput(f"{path}, line {number}: {place + ': ' if place else ''}{problem['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}, line {number}: {error}") from error


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else 0.0
