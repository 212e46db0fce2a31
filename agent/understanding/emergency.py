"""Dangers in which a person must be told at once, whatever the AI could answer."""

from __future__ import annotations

import re

_POURS = r"(?:pouring|gushing|coming\s+through)"
_DANGERS = {
    "gas": r"\b(?:smell(?:s|ing)?\s+(?:of\s+|like\s+)?gas|gas\s+(?:leak|smell)|leaking\s+gas)\b",
    "fire": (
        r"\b(?:(?:is|are|on|caught|catching)\s+fire|fire\s+in\s+(?:the|my)|"
        r"smoke\s+(?:is\s+)?coming\s+(?:from|out))\b"
    ),
    "flooding": (
        rf"\b(?:flood(?:ing|ed)|burst\s+pipe|pipe\s+(?:has\s+|just\s+)?burst|water\s+(?:is\s+)?{_POURS})\b"
    ),
    "carbon monoxide": r"\b(?:carbon\s+monoxide|co\s+alarm)\b",
    "self-harm": r"\b(?:kill\s+myself|suicid(?:e|al)|end\s+my\s+life|hurt\s+myself)\b",
}
_DANGER = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _DANGERS.items()}
_ONLY_ASKS = re.compile(
    r"^\W*(?:what|how|who|when|where|which|is|do|does|can|should)\b[^.!]*\bif\b", re.IGNORECASE
)


def emergency_in(text: str) -> str:
    """The name of the danger that is happening, or "". A question about what to do "if" is not one."""
    if _ONLY_ASKS.search(text):
        return ""
    return next((name for name, pattern in _DANGER.items() if pattern.search(text)), "")
