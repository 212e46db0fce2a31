"""Bars that the server draws: what a template needs of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 100.0


@dataclass(frozen=True)
class Bar:
    """`width` is of 100; `url` leads to what the number counts."""

    label: str
    value: int
    share: float
    width: float
    url: str


def bars(rows: Sequence[tuple[str, int, str]], *, of: int) -> list[Bar]:
    """A bar for each label, value and address; the longest fills the width. Shares are `of` so many."""
    most = max((value for _label, value, _url in rows), default=0)
    return [
        Bar(label, value, value / of if of else 0.0, round(WIDTH * value / most, 2) if most else 0.0, url)
        for label, value, url in rows
    ]
