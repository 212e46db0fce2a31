"""Phrases by which a customer says that an answer was no help, and where they only seem to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.understanding.normal import normal
from guidance.matching import Found, Word, find, parts_of, words_of
from guidance.negation import is_denied

DEFAULTS = (
    "not satisfied", "doesn't help", "didn't help", "not helpful", "no help", "still wrong", "this is wrong",
    "not working", "doesn't work", "didn't work", "I need help", "speak to someone", "talk to support",
    "contact support", "human support", "not what I asked", "doesn't answer", "didn't answer", "unclear",
    "still not clear", "confusing", "frustrated", "frustrating", "waste of time", "useless",
)  # fmt: skip

# Right before the phrase: "if it is not working", "no longer unclear".
_SUPPOSED = re.compile(r"\b(?:if|unless|whether|in\s+case)\s+(?:[\w']+\s+){0,4}$")
_NO_LONGER = re.compile(
    r"\b(?:no\s+longer|never|hardly|far\s+from|less|anything\s+but)\s+(?:[\w']+\s+){0,2}$"
)
_ASKED = re.compile(r"^\W*(?:is|would|will|was|are|do|does)\s+(?:it|that|this|there)\s+(?:[\w']+\s+){0,4}$")
_ASKED_ON = re.compile(r"^\s+(?:to|if|when)\b|\?\W*$")
# "I was frustrated yesterday but it works now".
_PAST = re.compile(
    r"\b(?:was|were|had|got|felt|found|seemed|thought|looked|did|at\s+first)\b(?:\s+[\w']+){0,5}\s*$"
)
# "My landlord is useless" is not about us.
_OF_OTHERS = re.compile(
    r"\b(?:my|our|his|her|their|the|a|some|other|old|previous|last|former)\s+(?:[\w']+\s+){0,2}"
    r"(?:boss|manager|landlords?|neighbou?rs?|husband|wife|partner|mother|father|mum|dad|son|daughter|kids?|children|"
    r"friends?|colleagues?|doctors?|teachers?|technicians?|plumber|electrician|couriers?|drivers?|sellers?|bank|insurer|"
    r"provider|supplier|landlady|company|competitors?|competition)\b(?:'s\s+\w+)?(?:\s+[\w']+){0,4}\s*$"
    r"|\b(?:people|others|everybody|everyone|somebody|someone)\s+(?:[\w']+\s+){0,6}$"
)
_RIGHTED = re.compile(
    r"\b(?:works?|working|fine|ok|okay|good|great|clear|sorted|fixed|solved|resolved|helped|easy|does|did|"
    r"makes\s+sense|get\s+it|understand)\b"
)
_NOT_RIGHTED = re.compile(r"\b(?:not|still|never|no)\b")


@dataclass(frozen=True)
class Said:
    """`meant` is the first phrase by which the text complains, or ""; `denied` one that it has and does not
    mean: it is denied, only supposed or asked about, over, or said of somebody else."""

    meant: str = ""
    denied: str = ""


def phrases_in(text: str, phrases: Sequence[str]) -> Said:
    folded = normal(text)
    words = words_of(folded)
    denied = ""
    for phrase in phrases:
        wanted = normal(phrase)
        meant = [_is_meant(folded, words, found, wanted) for found in find(wanted, words)]
        if any(meant):
            return Said(meant=phrase)
        denied = denied or (phrase if meant else "")
    return Said(denied=denied)


def _is_meant(text: str, words: Sequence[Word], found: Found, phrase: str) -> bool:
    denies_itself = "not" in {stem for part in parts_of(phrase) for stem in part}
    if not denies_itself and is_denied(words, found):
        return False
    begin = max((text.rfind(mark, 0, words[found.first].start) for mark in ".!?\n"), default=-1) + 1
    before, after = text[begin : words[found.first].start], text[words[found.last - 1].end :]
    if any(pattern.search(before) for pattern in (_SUPPOSED, _NO_LONGER, _OF_OTHERS)):
        return False
    ends = re.search(r"[.!?\n]", after)
    rest = after[: ends.end()] if ends else after
    if _ASKED.search(before) and _ASKED_ON.search(rest):
        return False
    return not (_PAST.search(before) and _is_righted(after))


def _is_righted(after: str) -> bool:
    """Whether what follows says that it is well now."""
    match = _RIGHTED.search(after)
    return bool(match) and not _NOT_RIGHTED.search(after[: match.start()] if match else "")
