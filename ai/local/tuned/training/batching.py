"""Examples of one head at a time, of like length, in batches of few shapes: each shape is compiled once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai.local.tuned.heads import LABELS, Head
from ai.local.tuned.inputs import TOKENS, Tokens

WIDTHS = (16, 32, 64, 96, TOKENS)
BATCH_TOKENS = 1_024


@dataclass(frozen=True)
class Batch:
    """`head` is its place among LABELS. What fills up the shape has no weight."""

    head: int
    ids: NDArray[np.int32]
    types: NDArray[np.int32]
    lengths: NDArray[np.int32]
    labels: NDArray[np.int32]
    weights: NDArray[np.float32]


def shuffled(read: Mapping[Head, Sequence[tuple[Tokens, int]]], rng: random.Random) -> list[Batch]:
    """Each example once."""
    made = [batch for place, head in enumerate(LABELS) for batch in _batches(place, read.get(head, ()), rng)]
    rng.shuffle(made)
    return made


def _batches(head: int, read: Sequence[tuple[Tokens, int]], rng: random.Random) -> Iterator[Batch]:
    by_width: dict[int, list[tuple[Tokens, int]]] = {}
    for example in rng.sample(list(read), len(read)):
        width = next(width for width in WIDTHS if len(example[0]) <= width)
        by_width.setdefault(width, []).append(example)
    for width, examples in by_width.items():
        rows = BATCH_TOKENS // width
        for start in range(0, len(examples), rows):
            yield _filled(head, examples[start : start + rows], rows, width)


def _filled(head: int, examples: Sequence[tuple[Tokens, int]], rows: int, width: int) -> Batch:
    ids, types = (np.zeros((rows, width), dtype=np.int32) for _ in range(2))
    lengths, labels = np.ones(rows, dtype=np.int32), np.zeros(rows, dtype=np.int32)
    for row, (tokens, label) in enumerate(examples):
        ids[row, : len(tokens)] = tokens.ids
        types[row, : len(tokens)] = tokens.type_ids
        lengths[row], labels[row] = len(tokens), label
    weights = (np.arange(rows) < len(examples)).astype(np.float32)
    return Batch(head, ids, types, lengths, labels, weights)
