"""A text as a reader would take it, whatever letters it is dressed in; each character knows its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2061\u2062\u2063\u2064"
# Letters of other alphabets that look like Latin ones (Unicode TR 39, the small part that is used for this).
_LOOKALIKES = str.maketrans(
    "аеорсухікмтвнјѕԁɡαειοκνρτυχ’‘“”‐‑–—",
    "aeopcyxikmtbhjsdgaeioknptux''\"\"----",
)  # fmt: skip
_SPACED_OUT = re.compile(r"(?<![a-z])(?:[a-z][ .\-_*]){4,}[a-z](?![a-z])")
_DIGITS = str.maketrans("013457", "oieast")
_DISGUISED = re.compile(r"[a-z0-9]*[a-z][013457]{1,2}[a-z][a-z0-9]*")


@dataclass(frozen=True)
class Folded:
    """`text` in small Latin letters; `places[i]` is where character i stands in the original."""

    text: str
    places: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of `text` as a stretch of the original."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Compatibility forms and lookalikes become Latin, what can't be seen goes, white space is one space."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _letters_of(character):
            if letter == " " and letters and letters[-1] == " ":
                continue
            letters.append(letter)
            places.append(place)
    return _undisguise(_close_up(Folded("".join(letters), places)))


def _letters_of(character: str) -> str:
    if character.isascii():
        return " " if character.isspace() else character.lower()
    if character in INVISIBLE or unicodedata.category(character) == "Cf":
        return ""
    plain = unicodedata.normalize("NFKD", character).casefold().translate(_LOOKALIKES)
    seen = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " " if seen.isspace() else seen


def _close_up(folded: Folded) -> Folded:
    """`i g n o r e` is `ignore`."""
    dropped = {
        index
        for found in _SPACED_OUT.finditer(folded.text)
        for index in range(found.start() + 1, found.end(), 2)
    }
    if not dropped:
        return folded
    kept = [index for index in range(len(folded.text)) if index not in dropped]
    return Folded("".join(folded.text[index] for index in kept), [folded.places[index] for index in kept])


def _undisguise(folded: Folded) -> Folded:
    """`1gn0re` is `ignore`: digits amid letters are the letters they look like."""
    text = _DISGUISED.sub(lambda found: found.group().translate(_DIGITS), folded.text)
    return Folded(text, folded.places)
