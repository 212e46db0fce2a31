"""What stands around a message, as one text that is read beside it."""

from __future__ import annotations

from collections.abc import Sequence

BESIDE = 3


def told_before(told: Sequence[str]) -> str:
    """What support told last before the message, if anything."""
    return f"support: {told[-1]}" if told else ""


def around_message(said: Sequence[tuple[bool, str]], place: int) -> str:
    """The nearest messages of a chat before and after the one at `place`; each is told with whether the
    customer wrote it."""
    before, after = said[max(0, place - BESIDE) : place], said[place + 1 : place + 1 + BESIDE]
    return " ".join([*map(_line, before), "here", *map(_line, after)])


def _line(message: tuple[bool, str]) -> str:
    by_customer, text = message
    return f"{'customer' if by_customer else 'support'}: {text}"
