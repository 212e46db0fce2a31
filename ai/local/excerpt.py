"""The few lines of a passage that a customer is shown of it, with the question's words marked."""

from collections.abc import Collection, Iterable, Iterator

from ai.local.reading import Reading
from ai.local.units import FENCE, HEADING, ITEM, TABLE, TABLE_RULE, plain
from ai.local.words import WORD, stem
from ai.types import Piece

CHARACTERS_AT_MOST = 220
ENDS = ".!?…:;,"


def excerpt_of(reading: Reading) -> tuple[Piece, ...]:
    """Plain text: what of the passage answers best, cut at a word."""
    text = _run_on(line for unit in reading.span for line in unit.text.splitlines())
    return tuple(_joined(_marked(_cut(text), reading.question.words.keys())))


def _run_on(lines: Iterable[str]) -> str:
    """Lines of Markdown as running text: what begins an item of a list or a row of a table is set apart by a
    semicolon, where no sign of its own ends what stands before it."""
    text = ""
    for line in lines:
        words = _without_marks(line)
        if not words:
            continue
        is_apart = text and text[-1] not in ENDS and (ITEM.match(line) or TABLE.match(line))
        text += ("; " if is_apart else " ") + words
    return text.strip()


def _without_marks(line: str) -> str:
    if TABLE_RULE.match(line) or FENCE.match(line):
        return ""
    if TABLE.match(line):
        return ", ".join(filter(None, (plain(cell) for cell in line.strip().strip("|").split("|"))))
    item = ITEM.match(line)
    return plain(HEADING.sub(r"\1", item.group(1) if item else line))


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
