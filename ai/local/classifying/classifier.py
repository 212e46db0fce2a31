"""A learned classifier: what it says of a text, and how it is kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai.embeddings import minilm
from ai.embeddings.minilm import Array
from ai.local.classifying.features import combine
from ai.local.classifying.regression import softmax

NONE = "oos"
"""The label of a text that has none of the labels."""
ROWS_AT_ONCE = 512
# How fast the word of an example fades with its distance from a text.
SHARPNESS = 50.0


@dataclass(frozen=True)
class Prediction:
    """`label` is the best one, `confidence` the chance that it is right; `shares` go by label and sum to 1.

    `is_none`: the confidence is below the classifier's threshold, so the text has none of the labels.
    """

    label: str
    confidence: float
    is_none: bool
    shares: dict[str, float]


@dataclass(frozen=True)
class Classifier:
    """`weights` has a column a label, `examples` the vectors it was trained on, `owners` the column of each.
    `neighbours` is how much the examples that are nearest to a text count, beside what was learned from all
    of them. The chance that a label is right is the logistic of `slope` times the score, less `offset`."""

    labels: tuple[str, ...]
    weights: Array
    rarity: Array
    examples: Array
    owners: NDArray[np.int64]
    neighbours: float
    slope: float
    offset: float
    threshold: float

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        found: list[Prediction] = []
        for start in range(0, len(texts), ROWS_AT_ONCE):
            some = texts[start : start + ROWS_AT_ONCE]
            # One alone is often asked for again, by the search: its vector is kept.
            vectors = minilm.embed_one(some[0])[None] if len(some) == 1 else minilm.load().embed(some)
            found += self.predict_vectors(vectors, some)
        return found

    def predict_vectors(self, vectors: Array, texts: Sequence[str]) -> list[Prediction]:
        shares, scores = self.score(vectors, texts)
        chances = 1 / (1 + np.exp(self.offset - self.slope * scores))
        return [
            Prediction(
                label=self.labels[int(row.argmax())],
                confidence=float(chance),
                is_none=bool(chance < self.threshold),
                shares=dict(zip(self.labels, map(float, row), strict=True)),
            )
            for row, chance in zip(shares, chances, strict=True)
        ]

    def score(self, vectors: Array, texts: Sequence[str]) -> tuple[Array, Array]:
        """Each label's share, and the score that tells known from unknown: the root of the best share times
        the similarity with the nearest example."""
        alike = vectors @ self.examples.T
        shares = softmax(combine(vectors, texts, self.rarity) @ self.weights)
        if self.neighbours:
            shares += self.neighbours * (self._of_neighbours(alike) - shares)
        return shares, np.sqrt(shares.max(axis=1)) * np.maximum(alike.max(axis=1), 0)

    def _of_neighbours(self, alike: Array) -> Array:
        """Each label's share of the examples, weighed by nearness (a kernel of von Mises and Fisher)."""
        members = np.eye(len(self.labels), dtype=np.float32)[self.owners]
        shares: Array = softmax(SHARPNESS * alike) @ members
        return shares

    def to_bytes(self) -> bytes:
        """For `from_bytes`: arrays without pickled objects, at half the precision."""
        kept = io.BytesIO()
        np.savez_compressed(
            kept,
            labels=np.array(self.labels),
            weights=self.weights.astype(np.float16),
            rarity=self.rarity.astype(np.float16),
            examples=self.examples.astype(np.float16),
            owners=self.owners,
            neighbours=np.array(self.neighbours),
            numbers=np.array([self.slope, self.offset, self.threshold]),
        )
        return kept.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Classifier:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            slope, offset, threshold = map(float, arrays["numbers"])
            weights, rarity, examples = (
                arrays[name].astype(np.float32) for name in ("weights", "rarity", "examples")
            )
            labels = tuple(map(str, arrays["labels"]))
            # Versions that were kept before examples had a word of their own have no owners.
            owners = arrays["owners"] if "owners" in arrays else np.zeros(0, dtype=np.int64)
            neighbours = float(arrays["neighbours"]) if "neighbours" in arrays else 0.0
        return cls(labels, weights, rarity, examples, owners, neighbours, slope, offset, threshold)
