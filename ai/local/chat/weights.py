"""The classifiers of clauses and issues, as a command has fitted and stored them."""

import json
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from ai.embeddings import minilm
from ai.local.chat.cues import cues_in
from ai.local.classifying.features import count_words, weigh

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
# What a cue, and all words together, weigh beside the 384 numbers of a vector of length 1.
CUE_SCALE = 0.35
WORDS_SCALE = 0.9

Array = NDArray[np.float64]


class Classifier(BaseModel):
    """Multinomial logistic regression: a row of weights for each label, the last of each the intercept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]

    def chances(self, features: Array) -> Array:
        """Shape (texts, labels); each row adds up to 1."""
        scores = features @ self._matrix[:, :-1].T + self._matrix[:, -1]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))

    @cached_property
    def _matrix(self) -> Array:
        return np.array(self.rows)


class Weights(BaseModel):
    """`bar` is how likely an issue must be to be worth a ticket: it is reported as a confidence of 0.8.

    `rarity` is how rare the words of each bucket are among the sentences that it learned from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    clause: Classifier
    category: Classifier
    priority: Classifier
    rarity: tuple[float, ...]
    bar: float
    figures: dict[str, Any]


def features_of(texts: Sequence[str], rarity: minilm.Array | None = None) -> tuple[Array, Array]:
    """Each text's unit vector, and the same with its cues and its words; these are weighed by `rarity`."""
    vectors = minilm.load().embed(texts).astype(np.float64)
    cues = np.array([cues_in(text) for text in texts]) * CUE_SCALE
    rarity = np.array(current().rarity, dtype=np.float32) if rarity is None else rarity
    words = weigh(count_words(texts, len(rarity)), rarity) * WORDS_SCALE
    return vectors, np.hstack([vectors, cues, words])


@cache
def current() -> Weights:
    return Weights.model_validate_json(WEIGHTS_FILE.read_text(encoding="utf-8"))


def save(weights: Weights, path: Path) -> None:
    path.write_text(json.dumps(weights.model_dump(), separators=(",", ":")) + "\n", encoding="utf-8")
