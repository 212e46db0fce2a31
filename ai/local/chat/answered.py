"""Questions that were answered in the chat: nobody has to do anything about them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ai.local.chat.cues import has
from ai.types import ThreadMessage

# Asks for something to know, or whether something is possible.
ASKS = re.compile(
    r"\?\s*$|^\W*(?:(?:and|but|so|ok|oh|hi|hello|sorry)\W+)*(?:what|when|where|which|who|whose|why|how|is|are|was|do|"
    r"does|did|can|could|may|will|would|should|have|has|any)\b|"
    r"\b(?:tell|remind|let)\s+me\s+(?:know\s+)?(?:what|when|where|which|who|why|how|if|whether)\b|\bwondering\b",
    re.I,
)
# Asks somebody to do something.
ORDERS = re.compile(
    r"\b(?:can|could|would|will)\s+(?:you|someone|somebody|anybody)\s+(?:please\s+|pls\s+|maybe\s+)?"
    r"(?!tell|remind|explain|say|let\s+me\s+know|recommend|mind|be\b)\w+",
    re.I,
)
# Whoever answers so has something to do, or is sorry for something.
PROMISES = re.compile(
    r"\b(?:i'?ll|we'?ll|i\s+will|we\s+will|let\s+me|i'?m\s+(?:looking|checking)|look(?:ing)?\s+into|pass(?:ed|ing)?\b.{0,12}\bon|"
    r"forward\w*|noted|on\s+(?:the|its|his|her|their)\s+way|sorry|apolog\w+|oh\s+(?:no|dear)|that'?s\s+(?:not\s+right|terrible|"
    r"awful)|isn'?t\s+(?:right|allowed)|send\s+(?:someone|somebody|a\b)|ticket|report(?:ed)?\s+(?:it|that|this))\b|\?\s*$",
    re.I,
)
# Says that somebody will see to it.
WILL_ACT = re.compile(
    r"\b(?:(?:i|we)(?:'ll|\s+will)|let\s+me)\s+(?:\w+\s+){0,2}(?:check|look|see|ask|find\s+out|pass|forward|call|send|raise)\b|"
    r"\b(?:looking|checking)\s+into\b",
    re.I,
)


def is_question(text: str) -> bool:
    """It asks, and tells of nothing that is wrong."""
    is_trouble = any(has(cue, text) for cue in ("problem", "stops", "noise"))
    return ASKS.search(text) is not None and ORDERS.search(text) is None and not is_trouble


def is_answered(message: ThreadMessage, messages: Sequence[ThreadMessage]) -> bool:
    """The team or the AI answered the message right away, and neither asked back nor promised anything."""
    reply = _reply_to(message, messages)
    return reply is not None and PROMISES.search(reply) is None


def is_promised(message: ThreadMessage, messages: Sequence[ThreadMessage]) -> bool:
    """The team or the AI said right away that somebody will see to it."""
    reply = _reply_to(message, messages)
    return reply is not None and WILL_ACT.search(reply) is not None


def _reply_to(message: ThreadMessage, messages: Sequence[ThreadMessage]) -> str | None:
    """What the team or the AI wrote next; None where the customer did, or nobody."""
    place = next(number for number, one in enumerate(messages) if one.id == message.id)
    following = messages[place + 1 : place + 2]
    return next((one.text for one in following if one.role in ("ai", "member")), None)
