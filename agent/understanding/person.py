"""Does the customer ask for a person? Patterns of who is asked for and what is asked of them, and a model of
how else people say so."""

from __future__ import annotations

import re

from agent.understanding import wish
from agent.understanding.foreign import asks_for_person_in_another_language
from agent.understanding.sentences import sentences_of

_ROLE = (
    r"(?:person|human(?:\s+being)?|agent|representative|rep|operator|advis[eo]r|someone(?:\s+else)?|"
    r"somebody(?:\s+else)?|anyone|anybody|people|staff|team(?:\s+member)?|employee|worker|colleagues?|manager|supervisor|boss|"
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
    | \b(?:want|demand|need|like|prefer|get|give|find|reach|is\s+there|are\s+there)\s+
      (?:me\s+|us\s+|to\s+have\s+)?
      (?:(?:an?|the|some|your|any|actual|real|live)\s+)*
      (?:person|human(?:\s+being)?|(?:live|human|real|support)\s+(?:agent|person|support|being)|
         representative|operator|manager|supervisor|someone\s+else|somebody\s+else|customer\s+(?:service|care|support)|
         human\s+support)\b {_NOT_ONE_OF_OURS}
    | \b(?:not|no|stop|don't\s+want|instead\s+of|rather\s+than)\s+(?:(?:to\s+)?{_SPEAK}\s+)?(?:to\s+|with\s+)?
      (?:an?\s+|the\s+|this\s+)?{_MACHINE}\b
    | \b(?:can|could|would)\s+(?!you\b|i\b|we\b|like\b)(?:\w+\s+){{1,5}}?(?:call|phone|ring)\s+me\b
      (?!\s+(?:by|when|before|if)\b)
    | (?<!what\s)\b(?:can|could|would)\s+you\s+(?:please\s+)?(?:call|phone|ring)\s+me
      (?:\s+(?:back|about|on|at|now|today|tomorrow|please)\b|\W*$)
    | \bcall\s+me\s+back\b
    | \b(?:like|want|need|expect)\s+a\s+(?:phone\s+)?call(?:\s*back\b|\s+from\b|\W*$)
    | \b(?:discuss|sort|go\s+through)\s+(?:this|it|that|\w+\s+\w+)\s+(?:out\s+)?with\s+
      (?!my\b|our\b){_PERSON}\b {_NOT_ONE_OF_OURS}
    | \b(?:is|are)\s+there\s+{_PERSON}\s+(?:(?:that|who)\s+)?(?:i|we)\s+(?:can|could|may)\b
    | \b(?:contact|reach|complain\s+to|in\s+touch\s+with|hold\s+of)\s+
      (?:an?\s+|the\s+|your\s+)?(?:real\s+|actual\s+|live\s+)?
      (?:support|customer\s+(?:service|care|support)|person|human|agent|someone|somebody|manager|supervisor)\b
      (?!\s+(?:by\s+email|forms?|page|email|hours|plan|package|ticket))
    | \b(?:get|give|find|want|need)\s+(?:me\s+)?(?:someone|somebody)\s+
      (?:real|human|in\s+charge|who\s+knows)\b
    | \b(?:who|someone|somebody|anyone|anybody)\s+(?:(?:can|could|may|that|else|here)\s+)*(?:i|we)\s+
      (?:can\s+|could\s+)?(?:speak|talk)\s+(?:to|with)\b
    | \b(?:please|want\s+(?:you\s+)?to|must|just)\s+escalate\b | \bwant\s+(?:this|it)\s+escalated\b
      | ^\W*escalate\s+(?:this|it|my\s+\w+)\b
    | \b(?:get|put)\s+(?:someone|somebody|an?\s+\w+)\s+on\s+the\s+(?:phone|line)\b
    | \b(?:prefer|like|want|need|have|rather|please)\b[^.!?]{{0,20}}\b
      (?:someone|somebody|one\s+of\s+your\s+\w+|
      an?\s+(?:person|human|colleague))\s+(?:to\s+)?(?:call|phone|ring|rang|called|phoned)\s+me\b
    | \b(?:are|is)\s+there\s+(?:any\s+)?(?:humans|(?:real|actual|live)\s+people)\b
    | ^\W*(?:(?:an?\s+)?(?:real\s+|live\s+)?(?:person|human|agent|operator|representative)|
       human\s+(?:support|help)|customer\s+(?:service|care|support)|\w+\s+team)\s*(?:please|now)?\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "Am I talking to a bot?", "how do I transfer it to a colleague?": questions about it, not a wish.
_ONLY_ASKS = re.compile(
    rf"\b(?:am\s+i|are\s+we|do\s+i\s+(?:have|need)\s+to|should\s+i|must\s+i)\s+(?:{_SPEAK}|contact|reach)\b"
    r"|\b(?:somebody|someone|anybody|anyone)\s+else\s+(?:pick|collect|fetch|sign|receive|accept|use|drive|register|attend)\b"
    r"|\bif\b.*\b(?:who|whom)\s+(?:do|should|can)\s+i\s+(?:call|ring|phone|contact|ask)\b"
    rf"|^\W*(?:how|where|what|which|when|why)\b(?!.*\b(?:{_SPEAK}|call|phone|reach|contact|get\s+hold)\b)",
    re.IGNORECASE,
)
_DECLINES = re.compile(
    rf"\b(?:don't|do\s+not|no|not|never|without)\s+(?:(?:need|want|have|having|wish|like)\s+)?(?:to\s+)?"
    rf"(?:(?:have\s+to\s+)?(?:{_SPEAK}|connect\s+me|transfer\s+me|put\s+me\s+through)\s+(?:to|with)\s+)?"
    r"(?:an?\s+|the\s+|your\s+|any\s+)?(?:real\s+|live\s+)?"
    r"(?:person|human|agent|representative|operator|someone|somebody|anyone|anybody)\b",
    re.IGNORECASE,
)


# "You can call me Mary": how somebody wants to be named.
_NAMES = re.compile(r"\bcall\s+me\s+(?:by\b|[A-Z][a-z]+\W*$)")


def asks_for_person(text: str) -> bool:
    """True for "I want to talk to a human"; False for "I don't need a person", "am I talking to a bot?".

    A pattern is enough, unless all of the message speaks against it; without one it has to be quite sure, for
    who asks gets a person at once.
    """
    if asks_for_person_in_another_language(text):
        return True
    if has_pattern(text):
        return not wish.is_unlikely(text)
    return wish.is_sure(text) and not _takes_it_back(text)


def has_pattern(text: str) -> bool:
    """Whether it is asked for in words that are known for it. Costs next to nothing."""
    return any(_is_wish(sentence) for sentence in sentences_of(text))


def _is_wish(sentence: str) -> bool:
    return bool(_ASKS.search(sentence)) and not _takes_it_back(sentence)


def _takes_it_back(text: str) -> bool:
    return bool(_DECLINES.search(text) or _ONLY_ASKS.search(text) or _NAMES.search(text))
