"""Messages that ask for nothing: thanks, greetings, a plain "ok"."""

from __future__ import annotations

import re
from enum import Enum

from agent.understanding.sentences import sentences_of


class SmallTalk(Enum):
    GREETING = "greeting"
    CLOSING = "closing"


_FILLER = (
    r"(?:so\s+much|a\s+lot|very\s+much|again|there|all|team|everyone|now|then|much|"
    r"for\s+(?:the|your|this|that)\s+(?:\w+\s+)?\w+|that'?s?\s+(?:it|all|great|perfect))"
)
_CLOSING = (
    r"(?:thanks?(?:\s+you)?|thank\s+u|thx|ty|cheers|great|perfect|awesome|brilliant|lovely|cool|nice|super|ok(?:ay)?|"
    r"k|got\s+it|i\s+see|understood|alright|all\s+right|fine|good|that\s+(?:helped|works|worked|did\s+it)|"
    r"that\s+(?:answers|answered)\s+(?:it|my\s+question)|solved|works\s+now|(?:good)?bye|see\s+you|have\s+a\s+(?:nice|good)\s+\w+)"
)
_GREETING = r"(?:hi(?:ya)?|hello|hey|good\s+(?:morning|afternoon|evening|day)|greetings|howdy|anyone\s+there)"
_GAP = r"[\s,.!\-–:;)(]*"

_ONLY_CLOSING = re.compile(rf"^{_GAP}(?:(?:{_CLOSING}|{_FILLER}){_GAP})+$", re.IGNORECASE)
_ONLY_GREETING = re.compile(
    rf"^{_GAP}{_GREETING}(?:\s+(?:there|all|team|everyone))?{_GAP}\??{_GAP}$", re.IGNORECASE
)
_HAS_LETTERS = re.compile(r"\w")


def small_talk_in(text: str) -> SmallTalk | None:
    """What kind of small talk the whole message is, None when it asks or tells something."""
    text = text.replace("\u2019", "'").strip()
    if _ONLY_GREETING.match(text):
        return SmallTalk.GREETING
    if not _HAS_LETTERS.search(text) and "?" not in text:
        return SmallTalk.CLOSING
    # A bare "ok good" closes; "?" anywhere asks.
    return SmallTalk.CLOSING if "?" not in text and _ONLY_CLOSING.match(text) else None


_ROUNDS_OFF = re.compile(
    rf"^{_GAP}(?:{_CLOSING}|very\s+(?:good|well|kind)|makes\s+sense|(?:a\s+)?lifesaver|"
    r"you(?:'ve|\s+have)?\s+(?:just\s+)?saved\s+(?:me|my\s+\w+)|(?:that|it)\s+(?:is|was)\s+all(?:\s+i\s+needed)?|"
    r"(?:found|got)\s+it|done|sorted|fixed)\b",
    re.IGNORECASE,
)
# What asks, wants or denies something is not the end of it.
_GOES_ON = re.compile(
    r"\?|^\W*(?:how|what|where|when|why|which|who|can|could|would|will|is|are|do|does|did|should)\b|"
    r"\b(?:please|pls|can\s+(?:you|i|we)|could\s+(?:you|i|we)|but|however|still|not|no|never|nothing|need|want|"
    r"also|another|except|only|instead|error|problem|wrong|again)\b|n't\b",
    re.IGNORECASE,
)


def closes(text: str) -> bool:
    """Whether it ends the matter: small talk alone, or thanks and the like beside what asks for nothing more
    ("Found the button, she's in. Thanks!")."""
    if small_talk_in(text) is SmallTalk.CLOSING:
        return True
    sentences = sentences_of(text)
    return any(map(_ROUNDS_OFF.search, sentences)) and not any(map(_GOES_ON.search, sentences))
