"""Finding a phrase in a text: whole words, whatever their case, apostrophes and simple endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)|\bhttps?://\S+")
# Where one thought ends and the next begins.
_BREAK = re.compile(r"[.!?;:,()\n–—]")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼ′`´＇", "'"))
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 3
_GAP = "…"
_GAP_WORDS = 3


@dataclass(frozen=True)
class Word:
    """A word of a text: folded, as a stem, where it stands, and whether a thought ends before it."""

    text: str
    stem: str
    start: int
    end: int
    begins: bool


@dataclass(frozen=True)
class Found:
    """A place of a phrase: indexes into the words, without `last`; `gaps` are what an ellipsis stood for."""

    first: int
    last: int
    gaps: tuple[int, ...] = ()


def fold(text: str) -> str:
    """Compatible forms made one, marks that cannot be seen left out, apostrophes straight, case away."""
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(mark for mark in composed if unicodedata.category(mark) != "Cf")
    return visible.translate(_APOSTROPHES).casefold()


def words_of(text: str) -> list[Word]:
    """The words of a text that was folded. The targets of links are no words."""
    text = _LINK_TARGET.sub(lambda match: "]" + " " * (len(match.group()) - 1), text)
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        begins = not words or bool(_BREAK.search(text, end, match.start()))
        word = match.group()
        words.append(Word(word, stem(word), match.start(), match.end(), begins))
        end = match.end()
    return words


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A key that the simple forms of a word share: "refunds", "refunded", "refunding" → "refund"."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest == word or len(rest) < _SHORTEST or not re.search("[aeiouy]", rest):
            continue
        if ending == "s" and rest.endswith(("s", "u", "i")):
            continue
        word = rest
        break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou0123456789":
        word = word[:-1]
    while len(word) > _SHORTEST and word.endswith("e"):
        word = word[:-1]
    return word


@lru_cache(maxsize=4096)
def parts_of(phrase: str) -> tuple[tuple[str, ...], ...]:
    """The stems of a phrase; an ellipsis in it stands for up to three words."""
    pieces = fold(phrase).replace("...", _GAP).split(_GAP)
    # NFKC writes an ellipsis as three dots.
    parts = (tuple(word.stem for word in words_of(piece)) for piece in pieces)
    return tuple(part for part in parts if part)


def find(phrase: str, words: Sequence[Word]) -> Iterator[Found]:
    """Every place where the phrase stands in the words."""
    parts = parts_of(phrase)
    if not parts:
        return
    for first in range(len(words)):
        if found := _stands_from(parts, words, first):
            yield found


def mentions(text: str, phrases: Sequence[str]) -> str:
    """The first of the phrases that the text has, or ""."""
    words = words_of(fold(text))
    return next((phrase for phrase in phrases if next(find(phrase, words), None)), "")


def _stands_from(parts: Sequence[tuple[str, ...]], words: Sequence[Word], first: int) -> Found | None:
    place = first
    gaps: list[int] = []
    for number, part in enumerate(parts):
        starts = range(place, place + (_GAP_WORDS + 1 if number else 1))
        start = next((start for start in starts if _stands_at(part, words, start)), None)
        if start is None:
            return None
        gaps += range(place, start)
        place = start + len(part)
    return Found(first, place, tuple(gaps))


def _stands_at(part: Sequence[str], words: Sequence[Word], start: int) -> bool:
    ahead = words[start : start + len(part)]
    return [word.stem for word in ahead] == list(part)
