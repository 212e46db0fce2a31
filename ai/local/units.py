"""Passages in Markdown, cut into the units an extractive answer can quote.

A unit is one sentence of a paragraph, or one whole block that loses its sense in pieces: a list with the
line that introduces it, a table, a code block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

MAX_PROBES = 12
FENCE = re.compile(r"^\s*(```|~~~)")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+(.*)$")
TABLE = re.compile(r"^\s*\|.*\|\s*$")
TABLE_RULE = re.compile(r"^[\s|:\-]+$")
RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
LINK = re.compile(r"(!?)\[([^\]]*)\]\([^)]*\)")
MARKS = str.maketrans({"*": "", "_": " ", "`": "", ">": "", "|": " "})
SENTENCE_END = re.compile(r"([.!?…][\"'”’)*_]*)\s+(?=[\"'“‘(*_]*[^\W_])|([。！？])")
# A full stop after these does not end a sentence.
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|max|min|no|mr|mrs|ms|dr|st|a\.m|p\.m)|\b[A-Z])\.$", re.I
)


@dataclass(frozen=True)
class Unit:
    """`text` is quoted, `probes` are the plain texts it is matched by, `group` numbers its paragraph."""

    text: str
    probes: tuple[str, ...]
    group: int
    is_block: bool = False

    @property
    def is_question(self) -> bool:
        return not self.is_block and self.text.rstrip("*_ ").endswith("?")


def plain(markdown: str) -> str:
    """Without the marks: links keep their text, images go."""
    linked = LINK.sub(lambda match: "" if match.group(1) else match.group(2), markdown)
    return " ".join(linked.translate(MARKS).split())


@lru_cache(maxsize=4096)
def split_units(markdown: str) -> tuple[Unit, ...]:
    """The units in reading order. A heading is no unit: it is one more probe of the unit below it."""
    units: list[Unit] = []
    heading: tuple[str, ...] = ()
    for group, (kind, lines) in enumerate(_paragraphs(markdown)):
        if kind == "heading":
            heading = tuple(filter(None, map(plain, lines)))
            continue
        made = _sentences(lines, group) if kind == "text" else _block(kind, lines, group, units)
        if made:
            units += [replace(made[0], probes=(*made[0].probes, *heading)), *made[1:]]
            heading = ()
    return tuple(units)


def _sentences(lines: list[str], group: int) -> list[Unit]:
    texts = split_sentences(" ".join(lines))
    return [Unit(text, (plain(text),), group) for text in texts if plain(text)]


def _block(kind: str, lines: list[str], group: int, units: list[Unit]) -> list[Unit]:
    """The block as one unit, together with the line that introduces it, which is taken from `units`."""
    text, probes = "\n".join(lines), _block_probes(kind, lines)[:MAX_PROBES]
    if probes and units and _introduces(units[-1], group):
        intro = units.pop()
        text, probes = f"{intro.text}\n\n{text}", intro.probes + probes
    return [Unit(text, probes, group, is_block=True)] if probes else []


def split_sentences(text: str) -> list[str]:
    sentences: list[str] = []
    for piece in SENTENCE_END.sub(r"\1\2\0", text.strip()).split("\0"):
        if sentences and (ABBREVIATION.search(sentences[-1]) or piece.lstrip("\"'“‘(*_")[:1].islower()):
            sentences[-1] += f" {piece}"
        elif piece.strip():
            sentences.append(piece.strip())
    return sentences


def _introduces(unit: Unit, group: int) -> bool:
    return unit.group == group - 1 and not unit.is_block and unit.text.rstrip("*_ ").endswith(":")


def _paragraphs(markdown: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one kind: text, heading, list, table or code."""
    kind, lines = "text", list[str]()
    in_code = False
    for line in markdown.splitlines():
        found = _kind_of(line, kind, in_code=in_code)
        if FENCE.match(line):
            in_code = not in_code
        if found != kind or found == "":
            if lines:
                yield kind, lines
            kind, lines = found, []
        if found and (line.strip() or found == "code"):
            lines.append(_clean(line, found))
    if lines:
        yield kind, lines


def _clean(line: str, kind: str) -> str:
    if kind == "heading":
        return HEADING.sub(r"\1", line)
    return line.strip() if kind == "text" else line.rstrip()


def _kind_of(line: str, current: str, *, in_code: bool) -> str:
    """What a line belongs to; empty for one that only ends what was there (a blank line, a rule)."""
    if in_code or FENCE.match(line):
        return "code"
    if ITEM.match(line) and not RULE.match(line):
        return "list"
    if TABLE.match(line):
        return "table"
    if current == "list" and (not line.strip() or line.startswith((" ", "\t"))):
        # Items may stand apart or go on in an indented line; a blank line alone does not end a list.
        return "list"
    if HEADING.match(line):
        return "heading"
    if not line.strip() or RULE.match(line):
        return ""
    return "text"


def _block_probes(kind: str, lines: list[str]) -> tuple[str, ...]:
    if kind == "list":
        items: list[str] = []
        for line in lines:
            match = ITEM.match(line)
            if match or not items:
                items.append(match.group(1) if match else line)
            else:
                items[-1] += f" {line.strip()}"
        return tuple(filter(None, map(plain, items)))
    if kind == "table":
        return tuple(filter(None, (plain(line) for line in lines if not TABLE_RULE.match(line))))
    return tuple(filter(None, [plain(" ".join(line for line in lines if not FENCE.match(line)))]))
