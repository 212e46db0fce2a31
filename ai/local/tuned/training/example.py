"""What a head learns from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """`label` is the place of the right one among the head's labels."""

    text: str
    label: int
    around: str = ""
