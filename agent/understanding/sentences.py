from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?])\s+|\n+")


def sentences_of(text: str) -> list[str]:
    """The sentences of a message, each with its own end mark; several messages are parted by newlines."""
    text = text.replace("\u2019", "'")
    return [sentence for part in _END.split(text) if (sentence := part.strip())]
