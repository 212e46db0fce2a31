"""Does the customer ask for a person? Patterns of who is asked for and what is asked of them."""

from __future__ import annotations

import re

from agent.understanding.sentences import sentences_of

_ROLE = (
    r"(?:person|human(?:\s+being)?|agent|representative|rep|operator|advis[eo]r|someone(?:\s+else)?|"
    r"somebody(?:\s+else)?|people|staff|team(?:\s+member)?|employee|worker|colleague|manager|supervisor|boss|"
    r"support|reception(?:ist)?|customer\s+(?:service|care)|office|department)"
)
_PERSON = rf"(?:(?:an?|the|some|your|any|one\s+of\s+your|real|actual|live|human|other|\w+)\s+){{0,3}}{_ROLE}"
_SPEAK = r"(?:speak(?:ing)?|talk(?:ing)?|chat(?:ting)?)"
_CONNECT = (
    r"(?:(?:connect|transfer|escalate|forward|hand|pass|switch)(?:ed|red|d)?|(?:put|get)\s+me\s+through)"
)
# "a manager role", "a person access", "a manager to approve": the customer's own people, not ours.
_NOT_ONE_OF_OURS = r"""(?!\s+(?:role|account|access|permission|name|field|can\b(?!\s+i)|in\b|
      to\s+(?!(?:talk|speak|chat|help|call|answer|look|contact)\b)))"""
_MACHINE = r"(?:(?:chat|ro)?bots?|machines?|computers?|ai|automated\s+\w+)"

_ASKS = re.compile(
    rf"""
    \b{_SPEAK}\s+(?:directly\s+|again\s+)?(?:to|with)\s+{_PERSON}\b
    | \bspeak\s+(?:directly\s+|again\s+)?(?:to|with)\s+(?:the|your)\s+\w+
    | \b{_CONNECT}\s+(?:me\s+|us\s+|this\s+|it\s+)?(?:over\s+|on\s+|through\s+)?(?:to|with)\s+{_PERSON}\b
    | \btransfer\s+me\s+to\b
    | \b(?:want|need|like|prefer|get|give|find|reach|is\s+there|are\s+there)\s+(?:me\s+|us\s+|to\s+have\s+)?
      (?:(?:an?|the|some|your|any|actual|real|live)\s+)*
      (?:person|human(?:\s+being)?|(?:live|human|real|support)\s+(?:agent|person|support|being)|
         representative|operator|manager|supervisor|someone\s+else|somebody\s+else|customer\s+(?:service|care|support)|
         human\s+support)\b {_NOT_ONE_OF_OURS}
    | \b(?:not|no|stop|don't\s+want|instead\s+of|rather\s+than)\s+(?:(?:to\s+)?{_SPEAK}\s+)?(?:to\s+|with\s+)?
      (?:an?\s+|the\s+|this\s+)?{_MACHINE}\b
    | \bcan\s+(?!you\b|i\b|we\b)(?:a\s+)?\w+\s+(?:please\s+)?(?:call|phone|ring)\s+me\b(?!\s+by\b)
    | \bcall\s+me\s+back\b
    | ^\W*(?:(?:an?\s+)?(?:real\s+|live\s+)?(?:person|human|agent|operator|representative)|
       human\s+(?:support|help)|\w+\s+team)\s*(?:please|now)?\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "Am I talking to a bot?", "how do I transfer it to a colleague?": questions about it, not a wish.
_ONLY_ASKS = re.compile(
    rf"\b(?:am\s+i|are\s+we|do\s+i\s+(?:have|need)\s+to|should\s+i|must\s+i)\s+{_SPEAK}\b"
    rf"|^\W*(?:how|where|what|which|when|why)\b(?!.*\b(?:{_SPEAK}|call|phone|reach|contact|get\s+hold)\b)",
    re.IGNORECASE,
)
_DECLINES = re.compile(
    rf"\b(?:don't|do\s+not|no|not|never|without)\s+(?:(?:need|want|have|having|wish|like)\s+)?(?:to\s+)?"
    rf"(?:{_SPEAK}\s+(?:to|with)\s+)?(?:an?\s+|the\s+|your\s+|any\s+)?(?:real\s+|live\s+)?"
    r"(?:person|human|agent|representative|operator|someone|somebody)\b",
    re.IGNORECASE,
)


def asks_for_person(text: str) -> bool:
    """True for "I want to talk to a human"; False for "I don't need a person", "am I talking to a bot?"."""
    return any(_is_wish(sentence) for sentence in sentences_of(text))


def _is_wish(sentence: str) -> bool:
    return bool(_ASKS.search(sentence)) and not _DECLINES.search(sentence) and not _ONLY_ASKS.search(sentence)
