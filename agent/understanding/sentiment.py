"""How a message sounds, by its words alone. English; in doubt it is neutral."""

from __future__ import annotations

from collections.abc import Sequence

from guidance.matching import Word, find, fold, parts_of, words_of
from guidance.negation import is_denied

COMPLAINTS = (
    "not satisfied", "doesn't help", "does not help", "didn't help", "did not help", "not helpful",
    "still wrong", "this is wrong", "still not working", "still doesn't work", "still does not work",
    "not what i asked", "doesn't answer", "does not answer", "didn't answer", "did not answer",
    "still not clear", "unclear", "confusing", "frustrated", "frustrating", "waste of time", "useless",
)  # fmt: skip
UNHAPPY = (
    "angry", "furious", "annoyed", "annoying", "unacceptable", "ridiculous", "terrible", "awful", "horrible",
    "disappointed", "disappointing", "fed up", "disgusting", "outrageous", "upset", "the worst", "hate",
)  # fmt: skip
HAPPY = (
    "thank you so much", "thanks so much", "thanks a lot", "excellent", "awesome", "amazing", "brilliant",
    "fantastic", "wonderful", "perfect", "love it", "very happy", "great help", "really helpful",
)  # fmt: skip
_STEMS_OF_DENIAL = frozenset({"not", "doesn't", "didn't"})


def complaint_in(text: str) -> str:
    """The phrase by which a customer says that an answer was no help, or "" ("not confusing at all")."""
    return _said(COMPLAINTS, words_of(fold(text)))


def sentiment_of(text: str) -> str:
    """One of guidance.conditions.Sentiment: unhappy words weigh more than happy ones."""
    words = words_of(fold(text))
    if _said(COMPLAINTS, words) or _said(UNHAPPY, words):
        return "negative"
    return "positive" if _said(HAPPY, words) else "neutral"


def _said(phrases: Sequence[str], words: Sequence[Word]) -> str:
    for phrase in phrases:
        # "Not helpful" holds its own denial.
        denies_itself = any(stem in _STEMS_OF_DENIAL for part in parts_of(phrase) for stem in part)
        if any(denies_itself or not is_denied(words, found) for found in find(phrase, words)):
            return phrase
    return ""
