"""What stands around a message, as one text that is read beside it."""

from __future__ import annotations

from collections.abc import Sequence

BESIDE = 3
# What support says in the texts that the model was tuned to has 41 characters in the middle, and in one of
# twenty more than 105. The whole of an answer of 640 in its place hid what the customer told.
OF_SUPPORT = 100


def told_before(told: Sequence[str]) -> str:
    """What support told last before the message, if anything."""
    return _line((False, told[-1])) if told else ""


def around_message(said: Sequence[tuple[bool, str]], place: int) -> str:
    """The nearest messages of a chat before and after the one at `place`; each is told with whether the
    customer wrote it."""
    before, after = said[max(0, place - BESIDE) : place], said[place + 1 : place + 1 + BESIDE]
    return " ".join([*map(_line, before), "here", *map(_line, after)])


def _line(message: tuple[bool, str]) -> str:
    by_customer, text = message
    return f"customer: {text}" if by_customer else f"support: {text[:OF_SUPPORT]}"
