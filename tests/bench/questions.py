"""What the demo's customers ask."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

from config.demo.content import CONTENT


def everything() -> list[str]:
    """Questions with and without an answer, vague ones, and wishes for a person."""
    return [each["text"] for each in _asked()]


def answerable() -> list[str]:
    """Questions everybody may have answered from the demo's knowledge."""
    return [each["text"] for each in _asked() if each.get("answerable") and "customer" not in each]


def numbered(label: str) -> Iterator[str]:
    """All questions again and again, each with a mark of its own in front."""
    questions = everything()
    return (f"[{label} {number}] {questions[number % len(questions)]}" for number in count())


def _asked() -> list[dict[str, Any]]:
    return list(tomllib.loads((CONTENT / "launchpad" / "questions.toml").read_text())["question"])
