"""What the demo's customers ask."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

from config.demo.content import CONTENT

GREETINGS = ["", "Hi, ", "Hello there. ", "Good morning! ", "Hey, ", "Quick question: ", "Hi team, "]
CLOSINGS = [
    "",
    " Thanks!",
    " Thank you.",
    " Thanks a lot, Jo",
    " Best regards",
    " Cheers",
    " Many thanks, Kim",
]


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


def said_differently(texts: list[str]) -> Iterator[str]:
    """The texts again and again, never twice in the same words: what was thought once may be remembered."""
    for number in count():
        text, turn = texts[number % len(texts)], number // len(texts)
        greeting, closing = GREETINGS[turn % len(GREETINGS)], CLOSINGS[turn // len(GREETINGS) % len(CLOSINGS)]
        yield f"{greeting}{text}{closing}"


def _asked() -> list[dict[str, Any]]:
    return list(tomllib.loads((CONTENT / "launchpad" / "questions.toml").read_text())["question"])
