"""Two texts that grew from one, put together where they changed different places of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Word matching is quadratic.
WORDS_AT_MOST = 4_000

Edit = tuple[int, int, tuple[str, ...]]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """`base` with the changes of both; None where they changed the same place in different ways.

    By lines first, as they are what people move and add; by words where two changed one line.
    """
    whole = _merge(_LINES.findall(base), _LINES.findall(mine), _LINES.findall(theirs))
    if whole is not None:
        return whole
    pieces = [_WORDS.findall(text) for text in (base, mine, theirs)]
    return _merge(*pieces) if sum(map(len, pieces)) <= WORDS_AT_MOST else None


def _merge(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> str | None:
    edits = sorted({*_edits(base, mine), *_edits(base, theirs)})
    merged: list[str] = []
    reached = 0
    for index, (start, end, put) in enumerate(edits):
        # Changes that touch are no two places either: which of them comes first is nobody's to guess.
        if index and start <= edits[index - 1][1]:
            return None
        merged += base[reached:start]
        merged += put
        reached = end
    return "".join([*merged, *base[reached:]])


def _edits(base: Sequence[str], changed: Sequence[str]) -> list[Edit]:
    """What is to be put for which stretch of the base. The same edit on both sides is one."""
    operations = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [(a, b, tuple(changed[c:d])) for name, a, b, c, d in operations if name != "equal"]
