"""Does the customer ask for a person? Patterns of who is asked for and what is asked of them."""

from __future__ import annotations

import re

_PERSON = (
    r"(?:(?:an?|the|some|your|any|one of your|another|actual|real|live|human|customer|support|service|care)\s+)*"
    r"(?:person|human(?:\s+being)?|agent|representative|rep|operator|advisor|adviser|assistant|someone|somebody|"
    r"people|staff|team(?:\s+member)?|employee|colleague|manager|supervisor|support|customer\s+(?:service|care))"
)
_CONTACT = r"(?:speak|talk|chat|connect(?:ed)?|transfer(?:red)?|put\s+through|get\s+through|escalate[d]?|forward(?:ed)?|hand(?:ed)?\s+over)"

_ASKS = re.compile(
    rf"""
    \b{_CONTACT}\s+(?:me\s+|us\s+|this\s+|it\s+)?(?:directly\s+|again\s+)?(?:to|with|through\s+to|over\s+to)\s+{_PERSON}\b
    | \b(?:put|pass|switch|move)\s+me\s+(?:on\s+)?(?:through|over|on)?\s*to\s+{_PERSON}\b
    | \b(?:want|need|like|prefer|get|give|find|contact|call|reach|is\s+there|are\s+there)\s+(?:me\s+|us\s+|to\s+have\s+)?
      (?:(?:an?|the|some|your|actual|real|live)\s+)*
      (?:person|human(?:\s+being)?|(?:live|human|real|support)\s+(?:agent|person|support|being)|representative|operator|
         customer\s+(?:service|care|support)|human\s+support)\b
    | \b(?:not|no|stop|instead\s+of|rather\s+than)\s+(?:talking\s+to\s+|with\s+|to\s+)?(?:an?\s+|the\s+|this\s+)?(?:ro)?bots?\b
    | \bcan\s+(?:someone|somebody|a\s+person|a\s+human|anyone)\s+(?:please\s+)?(?:call|phone|ring|contact|help)\b
    | \bcall\s+me\s+back\b
    | ^\W*(?:(?:an?\s+)?(?:real\s+|live\s+)?(?:person|human|agent|operator|representative)|human\s+(?:support|help))\s*(?:please|now)?\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DECLINES = re.compile(
    r"\b(?:don'?t|do\s+not|no|not|never|without)\s+(?:need|want|have|having|wish|like)?\s*(?:to\s+)?"
    rf"(?:{_CONTACT}\s+(?:to|with)\s+)?{_PERSON}\b",
    re.IGNORECASE,
)


def asks_for_person(text: str) -> bool:
    """True for "I want to talk to a human", False for "I don't need a person"."""
    text = text.replace("\u2019", "'")
    return bool(_ASKS.search(text)) and not _DECLINES.search(text)
