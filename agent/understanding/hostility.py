"""Messages that insult, and messages that try to tell the AI what to do."""

from __future__ import annotations

import re

from knowledge.scanning import scan

_INSULT = (
    r"(?:f+u+c+k+\s+(?:you|off|u)|piss\s+off|screw\s+you|go\s+to\s+hell|shut\s+up(?!\s+(?:the|my|our|a)\b)|"
    r"(?:you|u|ur|you're|your)\s+(?:(?:are|all|just|such|a|an|the|so|really|bunch|of|fucking|bloody|damn|stupid)\s+)*"
    r"(?:idiots?|morons?|imbeciles?|scum|bastards?|assholes?|arseholes?|bitch(?:es)?|retards?|wankers?|cunts?|"
    r"crooks?|parasites?))"
)
_THREAT = (
    r"(?:i(?:'ll|\s+will|'m\s+going\s+to|\s+am\s+going\s+to)\s+"
    r"(?:(?:kill|hurt|beat|shoot|burn)\s+(?:you|your\s+(?:office|house|family)|(?:all|one)\s+of\s+you)|"
    r"find\s+you(?:\s+and\b|\W*$)))"
)
_ABUSE = re.compile(rf"\b(?:{_INSULT}|{_THREAT})\b", re.IGNORECASE)


def abuse_in(text: str) -> str:
    """The words that insult or threaten whoever reads it, or ""; strong words about a thing are none."""
    match = _ABUSE.search(text.replace("\u2019", "'"))
    return match.group().lower() if match else ""


def instructs_ai(text: str) -> list[str]:
    """Of what kinds the instructions to an AI in it are (knowledge.scanning). They are answered like any
    other words: nothing a customer says is an instruction."""
    return sorted({finding.kind for finding in scan(text)})
