"""A thread, and what it comes to."""

from typing import Literal

from ai.types.base import Frozen, Made

Part = Literal["wants", "happened", "open"]


class ThreadMessage(Frozen):
    """One message of a thread. A note is a member's word to colleagues, which the customer never sees."""

    id: int
    role: Literal["customer", "ai", "member", "note", "system"]
    text: str


class SummaryRequest(Frozen):
    """`messages` are in their order, oldest first; `language` is the one to write in."""

    subject: str = ""
    messages: tuple[ThreadMessage, ...]
    language: str = "en"


class SummaryLine(Frozen):
    """`wants`: what the customer wants. `happened`: what was done and how it stands. `open`: a question that
    nobody has answered. Every line rests on messages of the thread."""

    part: Part
    text: str
    message_ids: tuple[int, ...]


class Summary(Made):
    lines: tuple[SummaryLine, ...] = ()
