from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from knowledge.scanning import hidden
from knowledge.scanning.folding import Folded, fold
from knowledge.scanning.phrases import phrases

# Chosen by measuring, see docs/decisions/0011-instructions-in-documents.md.
HELD_FROM = 0.6
# Weak signs count together when they stand this close: about two sentences.
NEAR = 300
FINDINGS_AT_MOST = 50


@dataclass(frozen=True)
class Finding:
    """A stretch of the text, `kind` of what it looks like, and the weight it has alone."""

    kind: str
    start: int
    end: int
    weight: float


def scan(text: str) -> list[Finding]:
    """What in the text looks like instructions to the AI, in reading order; only what is enough together.

    Deterministic, and linear in the length but for stretches of bounded length: 200 kB take a few tenths of
    a second.
    """
    found = sorted(_found(text), key=lambda finding: (finding.start, finding.end))
    return [finding for finding in found if _together(finding, found) >= HELD_FROM][:FINDINGS_AT_MOST]


def score(text: str) -> float:
    """How sure the strongest stretch makes us, 0 to 1."""
    found = list(_found(text))
    return max((_together(finding, found) for finding in found), default=0.0)


def _found(text: str) -> Iterator[Finding]:
    yield from _phrases(fold(text))
    for start, end in hidden.unseen_characters(text):
        yield Finding("hidden", start, end, 0.8)
    for start, end in hidden.unseen_markup(text):
        yield Finding("hidden", start, end, 0.7)
    for (start, end), said in hidden.comments(text):
        # A comment alone is a habit of editors; one that also says what to do is not.
        yield Finding("hidden", start, end, 0.9 if _says_what_to_do(said) else 0.3)
    for (start, end), said in hidden.unpacked(text):
        if _says_what_to_do(said):
            yield Finding("hidden", start, end, 1.0)


def _phrases(folded: Folded) -> Iterator[Finding]:
    for phrase in phrases():
        for match in phrase.pattern.finditer(folded.text):
            start, end = folded.span(*match.span())
            yield Finding(phrase.kind, start, end, phrase.weight)


def _says_what_to_do(said: str) -> bool:
    return any(True for _finding in _phrases(fold(said)))


def _together(finding: Finding, found: list[Finding]) -> float:
    """That it is one by chance, all near it being so too: independent signs, each kind counted once."""
    near: dict[str, float] = {}
    for other in found:
        if abs(other.start - finding.start) <= NEAR:
            near[other.kind] = max(near.get(other.kind, 0.0), other.weight)
    return 1 - prod(1 - weight for weight in near.values())
