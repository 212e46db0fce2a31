"""Whether a text denies what a phrase says: "we can not promise a refund" promises none.

Rules over the words of one thought, in English. In doubt a phrase counts as said: a person who looks once
too often costs less than a promise nobody can keep.
"""

from __future__ import annotations

from collections.abc import Sequence

from guidance.matching import Found, Word

BEFORE, AFTER = 6, 4

_NEGATORS = frozenset(
    {"not", "no", "never", "cannot", "unable", "without", "neither", "nor", "none", "nobody"}
)
_BEGIN_A_THOUGHT = frozenset({"and", "but", "however", "though", "although", "yet", "so", "because", "then"})
_SUPPOSE = frozenset({"if", "when", "unless", "should", "where", "whenever"})
# "no later than", "not only", "do not worry": they deny something else, or nothing.
_IDLE = frozenset({
    "only", "just", "merely", "simply", "later", "doubt", "problem", "matter", "less", "fewer", "sooner",
    "worry", "hesitate", "forget", "fail", "mind", "exception", "exceptions", "question", "questions",
    "delay", "longer", "more", "need", "trouble", "hassle", "cost", "extra",
})  # fmt: skip
_HELPERS = frozenset({
    "is", "are", "was", "were", "be", "can", "could", "will", "would", "shall", "may", "might", "do", "does",
    "did", "has", "have", "had", "must", "should",
})  # fmt: skip


def is_denied(words: Sequence[Word], found: Found) -> bool:
    within = any(_is_negator(words[place]) for place in found.gaps)
    return within or _denied_before(words, found) or _denied_after(words, found)


def _denied_before(words: Sequence[Word], found: Found) -> bool:
    """A negator in the same thought, at most BEFORE words ahead of the phrase, and not within an "if"."""
    if words[found.first].begins:
        return False
    for place in range(found.first - 1, -1, -1):
        word = words[place]
        if word.text in _BEGIN_A_THOUGHT:
            return False
        near = found.first - place <= BEFORE
        if near and _is_negator(word) and words[place + 1].text not in _IDLE:
            return not _is_supposed(words, place)
        if word.begins:
            return False
    return False


def _denied_after(words: Sequence[Word], found: Found) -> bool:
    """ "Refunds are not possible", "a refund can't be given"."""
    for place in range(found.last, min(found.last + AFTER, len(words))):
        word = words[place]
        if word.begins or word.text in _BEGIN_A_THOUGHT:
            return False
        if word.text.endswith("n't") or word.text == "cannot":
            return _denies(words, place)
        if word.text in _HELPERS and place + 1 < len(words):
            follows = words[place + 1]
            return follows.text in ("not", "never") and not follows.begins and _denies(words, place + 1)
    return False


def _denies(words: Sequence[Word], place: int) -> bool:
    return place + 1 >= len(words) or words[place + 1].text not in _IDLE


def _is_negator(word: Word) -> bool:
    return word.text in _NEGATORS or word.text.endswith("n't")


def _is_supposed(words: Sequence[Word], place: int) -> bool:
    """ "If you do not like it you get it back": the thought before the negator only supposes."""
    while place >= 0:
        if words[place].text in _SUPPOSE:
            return True
        if words[place].begins:
            return False
        place -= 1
    return False
