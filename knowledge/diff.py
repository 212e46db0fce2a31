"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# Word matching is quadratic: a longer rewritten stretch is shown as taken out and put in.
WORDS_AT_MOST = 3_000
CONTEXT_LINES = 2


@dataclass(frozen=True)
class Change:
    """A stretch of text. `gap` stands for unchanged lines that are left out."""

    kind: Literal["same", "added", "removed", "gap"]
    text: str


def diff(before: str, after: str) -> list[Change]:
    """The changes in reading order; unchanged lines only around them. Empty when the texts are equal."""
    if before == after:
        return []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new)
    changes: list[Change] = []
    operations = matcher.get_opcodes()
    for index, (operation, a, b, c, d) in enumerate(operations):
        if operation == "equal":
            changes += _context(old[a:b], is_first=index == 0, is_last=index == len(operations) - 1)
        else:
            changes += _words("".join(old[a:b]), "".join(new[c:d]))
    return changes


def _context(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Change]:
    head = 0 if is_first else CONTEXT_LINES
    tail = 0 if is_last else CONTEXT_LINES
    if len(lines) <= head + tail + 1:
        yield Change("same", "".join(lines))
        return
    if head:
        yield Change("same", "".join(lines[:head]))
    yield Change("gap", "")
    if tail:
        yield Change("same", "".join(lines[-tail:]))


def _words(before: str, after: str) -> Iterator[Change]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > WORDS_AT_MOST:
        yield from (Change("removed", before), Change("added", after))
        return
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield Change("same", "".join(old[a:b]))
            continue
        if b > a:
            yield Change("removed", "".join(old[a:b]))
        if d > c:
            yield Change("added", "".join(new[c:d]))
