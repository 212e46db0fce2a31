"""An article's Markdown, cut into the passages that are searched and cited. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

# MiniLM sees 256 tokens, which 180 English words with their headings rarely exceed.
MOST_WORDS = 180
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
    heading: str
    title: str = ""
    has_children: bool = False
    blocks: list[_Block] = field(default_factory=list)


def split(body: str) -> list[Piece]:
    """Passages of at most 180 words, in reading order; no word of the body is lost.

    A passage never crosses a heading. Lists, tables and code stay whole unless longer than a passage.
    Where a section is cut after prose, the next passage repeats the last sentence before the cut.
    """
    return [Piece(section.heading, text) for section in _sections(body) for text in _pack(section.blocks)]


def count_words(text: str) -> int:
    return len(text.split())


def _sections(body: str) -> list[_Section]:
    sections = [_Section("")]
    path: list[tuple[int, _Section]] = []
    for block in _blocks(body):
        if not block.heading:
            sections[-1].blocks.append(block)
            continue
        path = [(level, above) for level, above in path if level < block.level]
        for _level, above in path:
            above.has_children = True
        titles = [above.title for _level, above in path] + [block.heading]
        sections.append(_Section(SEPARATOR.join(titles), block.heading))
        path.append((block.level, sections[-1]))
    for section in sections:
        if not section.blocks and not section.has_children and section.title:
            # Nothing stands under it and no path names it: the heading itself is what there is to find.
            section.blocks.append(_Block(section.title, "paragraph"))
    return sections


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
