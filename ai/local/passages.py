"""Passages as the model reads them: a vector for every unit and every word, each in its context.

Comparing word by word (the late interaction of Khattab and Zaharia 2020, ColBERT) tells what a passage
says far better than one vector for all of it. Always by the local model, whatever provider makes the
vectors that are searched: the evidence is calibrated on it, and it must work when the provider does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ai.embeddings import minilm
from ai.embeddings.minilm import DIMENSIONS, Array, Encoded
from ai.local.units import Unit, plain, split_units
from ai.local.words import is_content

HEADING = -1
# Of the model's 256 tokens; the rest is room for the title, the heading and words of many pieces.
WINDOW_WORDS = 170


@dataclass(frozen=True)
class Passage:
    """`owners` says in which unit each word stands, or HEADING. Vectors have unit length, words int8."""

    units: tuple[Unit, ...]
    whole: NDArray[np.float16]
    heading: NDArray[np.float16]
    unit_vectors: NDArray[np.float16]
    words: NDArray[np.int8]
    owners: NDArray[np.int16]

    def to_bytes(self) -> bytes:
        count = len(self.owners).to_bytes(4, "little")
        return count + b"".join(
            part.tobytes() for part in (self.whole, self.heading, self.unit_vectors, self.owners, self.words)
        )


def from_bytes(text: str, data: bytes) -> Passage | None:
    """What to_bytes made of the passage with this text; None when it is not that."""
    units = split_units(text)
    count = int.from_bytes(data[:4], "little")
    sizes = [DIMENSIONS * 2, DIMENSIONS * 2, len(units) * DIMENSIONS * 2, count * 2, count * DIMENSIONS]
    if len(data) != 4 + sum(sizes):
        return None
    ends = np.cumsum([4, *sizes])
    whole, heading, vectors, owners, words = (data[start:end] for start, end in pairwise(ends))
    return Passage(
        units=units,
        whole=np.frombuffer(whole, np.float16),
        heading=np.frombuffer(heading, np.float16),
        unit_vectors=np.frombuffer(vectors, np.float16).reshape(-1, DIMENSIONS),
        words=np.frombuffer(words, np.int8).reshape(-1, DIMENSIONS),
        owners=np.frombuffer(owners, np.int16),
    )


def make_passages(keys: Sequence[tuple[str, str]]) -> list[Passage]:
    """(title and heading, Markdown text) → Passage: one forward pass for each 170 words."""
    windows = [(number, window) for number, key in enumerate(keys) for window in _windows(*key)]
    encoded = minilm.load().encode([window.text for _, window in windows])
    made: list[list[tuple[_Window, Encoded]]] = [[] for _ in keys]
    for (number, window), result in zip(windows, encoded, strict=True):
        made[number].append((window, result))
    return [_assemble(split_units(text), parts) for (_, text), parts in zip(keys, made, strict=True)]


@dataclass(frozen=True)
class _Window:
    """A text for the model, and where in it what begins: (place, unit number or HEADING)."""

    text: str
    starts: list[tuple[int, int]]

    def owner_at(self, place: int) -> int:
        owner = HEADING
        for start, number in self.starts:
            if start > place:
                break
            owner = number
        return owner


def _windows(heading: str, text: str) -> Iterator[_Window]:
    """The units as running text under their heading, as many at a time as the model can see."""
    head = f"{plain(heading)}. "
    written, starts = head, [(0, HEADING)]
    for number, unit in enumerate(split_units(text)):
        words = " ".join(unit.probes)
        if len(starts) > 1 and len(f"{written} {words}".split()) > WINDOW_WORDS:
            yield _Window(written, starts)
            written, starts = head, [(0, HEADING)]
        starts.append((len(written), number))
        written += f"{words} "
    yield _Window(written, starts)


def _assemble(units: tuple[Unit, ...], parts: list[tuple[_Window, Encoded]]) -> Passage:
    vectors = np.zeros((len(units) + 1, DIMENSIONS), dtype=np.float32)
    words: list[Array] = []
    owners: list[int] = []
    for part, (window, encoded) in enumerate(parts):
        owner_of_token = [window.owner_at(start) for start, _ in encoded.offsets]
        # The last row (HEADING is -1) gathers the heading, which every window repeats.
        np.add.at(vectors, owner_of_token, encoded.states)
        for place, _, vector in content_vectors(window.text, encoded):
            owner = window.owner_at(place)
            if owner != HEADING or part == 0:
                words.append(vector)
                owners.append(owner)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    whole = np.sum([encoded.vector for _, encoded in parts], axis=0)
    return Passage(
        units=units,
        whole=(whole / np.linalg.norm(whole)).astype(np.float16),
        heading=vectors[HEADING].astype(np.float16),
        unit_vectors=vectors[:HEADING].astype(np.float16),
        words=_pack(words),
        owners=np.array(owners, dtype=np.int16),
    )


def content_vectors(text: str, encoded: Encoded) -> Iterator[tuple[int, str, Array]]:
    """Place, lower-case form and mean state of each word that carries meaning."""
    for tokens in word_tokens(encoded):
        start, end = encoded.offsets[tokens[0]][0], encoded.offsets[tokens[-1]][1]
        word = text[start:end].lower()
        if is_content(word):
            yield start, word, encoded.states[tokens].mean(axis=0)


def word_tokens(encoded: Encoded) -> list[list[int]]:
    """The tokens of each word, in order."""
    words: dict[int, list[int]] = {}
    for token, word in enumerate(encoded.words):
        if word is not None:
            words.setdefault(word, []).append(token)
    return list(words.values())


def _pack(words: list[Array]) -> NDArray[np.int8]:
    """Scaled to fill a byte: only directions are compared, so the scale need not be kept."""
    if not words:
        return np.zeros((0, DIMENSIONS), dtype=np.int8)
    stacked = np.stack(words)
    return np.rint(stacked * (127 / np.abs(stacked).max(axis=1, keepdims=True))).astype(np.int8)
