"""A text as numbers: its vector, and its words and their pieces where there is much to learn from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np

from ai.embeddings.minilm import Array

WORD = re.compile(r"[^\W_]+")
PIECE = 4
# Beside the vector: what a word adds to what the text means.
WORDS_WEIGHT = 0.6


def combine(vectors: Array, texts: Sequence[str], rarity: Array) -> Array:
    """One row a text: the unit vector, the weighted words, and a constant. `rarity` is empty for no words."""
    constant = np.ones((len(texts), 1), dtype=np.float32)
    if not len(rarity):
        return np.hstack([vectors, constant])
    return np.hstack([vectors, WORDS_WEIGHT * weigh(count_words(texts, len(rarity)), rarity), constant])


def count_words(texts: Sequence[str], buckets: int) -> Array:
    """How often each text has the words, pairs of words and pieces of words of a bucket, dampened.

    Feature hashing with signs (Weinberger et al. 2009): no vocabulary has to be kept.
    """
    counts = np.zeros((len(texts), buckets), dtype=np.float32)
    for row, text in enumerate(texts if buckets else ()):
        for token in _tokens(text):
            code = crc32(token.encode())
            counts[row, (code >> 1) % buckets] += 1.0 if code & 1 else -1.0
    return np.sign(counts) * np.log1p(np.abs(counts))


def learn_rarity(counts: Array) -> Array:
    """Inverse document frequency of each bucket."""
    seen = (counts != 0).sum(axis=0)
    rarity: Array = (np.log((1 + len(counts)) / (1 + seen)) + 1).astype(np.float32)
    return rarity


def weigh(counts: Array, rarity: Array) -> Array:
    weighted = counts * rarity
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    unit: Array = weighted / np.maximum(lengths, 1e-9)
    return unit


def _tokens(text: str) -> Iterator[str]:
    words = [word.lower() for word in WORD.findall(text)]
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for word in words:
        framed = f"<{word}>"
        yield from (f"#{framed[start : start + PIECE]}" for start in range(len(framed) - PIECE + 1))
