"""A follow-up made a question of its own: "and on Sundays?" finds nothing without what was asked before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.understanding.small_talk import small_talk_in
from ai.local.words import content_words
from ai.types import Turn

# With more words that mean something, a message says by itself what it is about.
GOES_ON_WITH = 4
POINTS_BACK_WITH = 3

_GOES_ON = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks|thank\s+you|great|good|fine)\W+)*"
    r"(?:and|or|but|also|then|so|what\s+about|how\s+about|what\s+if|same\s+for)\b",
    re.IGNORECASE,
)
# "Also I was charged twice for the rent" goes on with the conversation, not with the matter.
_TELLS = re.compile(r"^(?:i|i'?m|i'?ve|we|we'?ve|my|our|there|there'?s|the)\b", re.IGNORECASE)
TELLS_WITH = 3
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|there|then|one|ones|the\s+(?:first|second|other|same))\b",
    re.IGNORECASE,
)


def standing_alone(question: str, history: Sequence[Turn]) -> str:
    """The question, after what the customer last asked in words of their own where it leans on that."""
    if not leans(question):
        return question
    asked = [turn.text for turn in reversed(history) if turn.role == "customer"]
    asked = [text for text in asked if small_talk_in(text) is None]
    before = next((text for text in asked if not leans(text)), asked[-1] if asked else "")
    return f"{before}\n{question}".strip()


def leans(text: str) -> bool:
    """Whether it goes on with what was said ("and for two?") or points back to it ("is it still valid?")."""
    words = len(content_words(text))
    goes_on, points = _GOES_ON.search(text), _POINTS_BACK.search(text)
    if goes_on:
        is_another = (
            words >= TELLS_WITH and points is None and _TELLS.search(text[goes_on.end() :].lstrip(" ,"))
        )
        return words <= GOES_ON_WITH and not is_another
    # "How long does a refund take until it arrives?" has named what "it" is.
    return points is not None and words <= POINTS_BACK_WITH and len(content_words(text[: points.start()])) < 2
