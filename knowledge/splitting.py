"""An article's Markdown, cut into the passages that are searched and cited. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token

# MiniLM sees 256 tokens, which 180 English words with their headings rarely exceed.
MOST_WORDS = 180
# Measured on help-centre prose: sections of 40 words alone rank worse than two or three together.
SHARED_WORDS = 120
OVERLAP_WORDS = 30
# A "heading" longer than this is text that somebody underlined.
HEADING_CHARACTERS = 150
SEPARATOR = " > "

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Piece:
    """A passage to be: Markdown `text`, and the headings above it, outermost first, joined by ` > `."""

    heading: str
    text: str


@dataclass(frozen=True)
class _Block:
    """A paragraph, list, table or code block. `heading` is set (with its level) where it is a heading."""

    text: str
    kind: str
    heading: str = ""
    level: int = 0


@dataclass
class _Section:
    """What stands under one heading, up to the next; `path` ends with the heading's own words."""

    path: tuple[str, ...] = ()
    heading: _Block | None = None
    blocks: list[_Block] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(
            count_words(block.text) for block in (*self.blocks, *([self.heading] if self.heading else ()))
        )


def split(body: str) -> list[Piece]:
    """Passages of at most 180 words, in reading order; no word of the body is lost.

    Short sections that follow each other share a passage, with their headings in its text; a longer one is
    cut between its blocks, and after prose the next passage repeats the last sentence before the cut. Lists,
    tables and code stay whole unless longer than a passage.
    """
    return [piece for group in _groups(_sections(body)) for piece in _pieces(group)]


def count_words(text: str) -> int:
    return len(text.split())


def _groups(sections: list[_Section]) -> Iterator[list[_Section]]:
    group: list[_Section] = []
    for section in sections:
        if any(other.blocks for other in group) and sum(s.words for s in (*group, section)) > SHARED_WORDS:
            # A heading with nothing under it yet opens what follows, and does not close what went before.
            opening = list(takewhile(lambda other: not other.blocks, reversed(group)))[::-1]
            yield group[: len(group) - len(opening)]
            group = opening
        group.append(section)
    if group:
        yield group


def _pieces(group: list[_Section]) -> list[Piece]:
    last = group[-1]
    if last.blocks and all(_stands_over(above, below) for above, below in pairwise(group)):
        return [Piece(SEPARATOR.join(last.path), text) for text in _pack(last.blocks)]
    path = _common_start([section.path for section in group])
    blocks: list[_Block] = []
    for index, section in enumerate(group):
        if section.heading and (index > 0 or section.path != path):
            blocks.append(section.heading)
        blocks += section.blocks
    texts = list(_pack(blocks)) or list(path[-1:])
    return [Piece(SEPARATOR.join(path), text) for text in texts]


def _stands_over(above: _Section, below: _Section) -> bool:
    """Whether `above` is nothing but a heading that is part of the path of `below`."""
    depth = len(above.path)
    return not above.blocks and depth < len(below.path) and below.path[:depth] == above.path


def _common_start(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    levels = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return tuple(names[0] for names in levels)


def _sections(body: str) -> list[_Section]:
    sections = [_Section()]
    levels: list[tuple[int, str]] = []
    for block in _blocks(body):
        if not block.heading:
            sections[-1].blocks.append(block)
            continue
        levels = [(level, name) for level, name in levels if level < block.level] + [
            (block.level, block.heading)
        ]
        sections.append(_Section(tuple(name for _level, name in levels), block))
    return sections if sections[0].blocks else sections[1:]


def _blocks(body: str) -> Iterator[_Block]:
    """The outermost blocks in order. What the parser gives no block for (link definitions) is one too."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = _markdown.parse("\n".join(lines))
    reached = 0
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.nesting < 0:
            continue
        start, end = token.map
        yield from _between(lines[reached:start])
        text = "\n".join(lines[start:end]).strip("\n").rstrip()
        heading = _heading_text(tokens[index + 1]) if token.type == "heading_open" else ""
        if 0 < len(heading) <= HEADING_CHARACTERS:
            yield _Block(text, "heading", heading, int(token.tag[1]))
        elif text.strip():
            yield _Block(text, "paragraph" if token.type == "paragraph_open" else "whole")
        reached = end
    yield from _between(lines[reached:])


def _between(lines: list[str]) -> Iterator[_Block]:
    text = "\n".join(lines).strip("\n").rstrip()
    if text.strip():
        yield _Block(text, "whole")


def _heading_text(inline: Token) -> str:
    parts = [child.content if child.content else " " for child in inline.children or []]
    return " ".join("".join(parts).split())


def _pack(blocks: list[_Block]) -> Iterator[str]:
    """Blocks gathered into texts as full as the bound allows."""
    held: list[_Block] = []
    room = MOST_WORDS
    for block in (part for whole in blocks for part in _parts(whole)):
        words = count_words(block.text)
        if held and words > room:
            yield _join(held)
            repeated = _overlap(held[-1]) if words <= MOST_WORDS - OVERLAP_WORDS else None
            held = [repeated] if repeated else []
            room = MOST_WORDS - sum(count_words(block.text) for block in held)
        held.append(block)
        room -= words
    if held:
        yield _join(held)


def _join(blocks: list[_Block]) -> str:
    text = ""
    for block in blocks:
        text += (
            ((block.kind == "line" and "\n") or (block.kind == "sentence" and " ") or "\n\n") if text else ""
        )
        text += block.text
    return text


def _overlap(block: _Block) -> _Block | None:
    if block.kind not in ("paragraph", "sentence"):
        return None
    sentence = _SENTENCE_END.split(block.text)[-1]
    return _Block(sentence, "sentence") if count_words(sentence) <= OVERLAP_WORDS else None


def _parts(block: _Block) -> list[_Block]:
    """The block, or what it is cut into: lines of a list, table or code, sentences of prose, then words."""
    if count_words(block.text) <= MOST_WORDS:
        return [block]
    if block.kind == "paragraph":
        cut = [_Block(text, "sentence") for text in _SENTENCE_END.split(block.text)]
    else:
        cut = [_Block(text, "line") for text in block.text.split("\n") if text.strip()]
    return [part for piece in cut for part in _cut_words(piece)]


def _cut_words(block: _Block) -> list[_Block]:
    words = block.text.split()
    if len(words) <= MOST_WORDS:
        return [block]
    starts = range(0, len(words), MOST_WORDS)
    return [_Block(" ".join(words[start : start + MOST_WORDS]), "sentence") for start in starts]
