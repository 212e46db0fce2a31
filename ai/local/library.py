"""Passages as this process has read them, and what is kept of a reading for all processes.

Reading one takes some 50 ms, so it is done ahead (`read_ahead`) and kept by whoever keeps the passages.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from ai.local.passages import Passage, from_bytes, make_passages

# Raise it with any change of what is made of a passage: units, words that carry meaning, the model.
VERSION = 1
# About 14 kB each.
REMEMBERED_PASSAGES = 2000

_passages: OrderedDict[bytes, Passage] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Text:
    """A passage to be read. `kept` is what `read_ahead` made of it, if that was kept."""

    title: str
    heading: str
    text: str
    kept: bytes | None = None

    @property
    def head(self) -> str:
        return f"{self.title}: {self.heading}" if self.heading else self.title

    @cached_property
    def digest(self) -> bytes:
        return hashlib.sha256(f"{VERSION}\0{self.head}\0{self.text}".encode()).digest()


def read_passages(texts: Sequence[Text]) -> list[Passage]:
    """In order. What this process remembers or somebody kept costs nothing, others some 50 ms each."""
    with _lock:
        found = {text.digest: _passages[text.digest] for text in texts if text.digest in _passages}
    for text in texts:
        if text.digest not in found and (passage := _from_kept(text)) is not None:
            found[text.digest] = passage
    unread = {text.digest: text for text in texts if text.digest not in found}
    made = make_passages([(text.head, text.text) for text in unread.values()]) if unread else []
    found |= dict(zip(unread, made, strict=True))
    _remember(found)
    return [found[text.digest] for text in texts]


def read_ahead(texts: Sequence[Text]) -> list[bytes]:
    """What to keep of each, for `Text.kept`. It holds for this text alone: another one is read anew."""
    read = read_passages(texts)
    return [text.digest + passage.to_bytes() for text, passage in zip(texts, read, strict=True)]


def _from_kept(text: Text) -> Passage | None:
    """None where nothing is kept, or of another text, or by another VERSION of the hub's code."""
    if text.kept is None or not text.kept.startswith(text.digest):
        return None
    return from_bytes(text.text, text.kept[len(text.digest) :])


def _remember(passages: dict[bytes, Passage]) -> None:
    with _lock:
        for digest, passage in passages.items():
            _passages[digest] = passage
            _passages.move_to_end(digest)
        while len(_passages) > REMEMBERED_PASSAGES:
            _passages.popitem(last=False)
