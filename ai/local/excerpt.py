"""The few lines of a passage that a customer is shown of it, with the question's words marked."""

from collections.abc import Collection, Iterator

from ai.local.reading import Reading
from ai.local.units import plain
from ai.local.words import WORD, stem
from ai.types import Piece

CHARACTERS_AT_MOST = 220


def excerpt_of(reading: Reading) -> tuple[Piece, ...]:
    """Plain text: what of the passage answers best, cut at a word."""
    text = " ".join(plain(unit.text) for unit in reading.span)
    return tuple(_joined(_marked(_cut(text), reading.question.words.keys())))


def _cut(text: str) -> str:
    if len(text) <= CHARACTERS_AT_MOST:
        return text
    return text[:CHARACTERS_AT_MOST].rpartition(" ")[0].rstrip(",;:– ") + "…"


def _marked(text: str, wanted: Collection[str]) -> Iterator[Piece]:
    end = 0
    for match in WORD.finditer(text):
        word = match.group().lower().replace("’", "'").removesuffix("'s")
        yield Piece(text=text[end : match.start()])
        yield Piece(text=match.group(), is_marked=stem(word) in wanted)
        end = match.end()
    yield Piece(text=text[end:])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one."""
    text, is_marked = "", False
    for piece in pieces:
        if not piece.text:
            continue
        if text and piece.is_marked != is_marked:
            yield Piece(text=text, is_marked=is_marked)
            text = ""
        text, is_marked = text + piece.text, piece.is_marked
    if text:
        yield Piece(text=text, is_marked=is_marked)
