"""A logistic model of a message's words: runs of one to three of them, and its meaning as a vector."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from agent.words.normal import normal
from ai.embeddings import DIMENSIONS, LOCAL, embed_query, embed_texts

Array = NDArray[np.float64]

LONGEST = 3
CHARACTERS_AT_MOST = 2_000

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!]")


class WordsModel(BaseModel):
    """What each run of words adds to the log odds, and each number of the vector."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    runs: dict[str, float]
    vector: list[float] = Field(min_length=DIMENSIONS, max_length=DIMENSIONS)

    def chance(self, text: str) -> float:
        """How likely the text says it."""
        text = text[:CHARACTERS_AT_MOST]
        odds = self.intercept + sum(self.runs.get(run, 0.0) for run in runs_of(text))
        # Of the same message the AI's turn asks for the same vector a moment later, so it is kept.
        return float(logistic(odds + embed_query(text, model=LOCAL) @ self._vector))

    @cached_property
    def _vector(self) -> Array:
        return np.array(self.vector)


def logistic(odds: Any) -> Any:
    """Of a number or an array."""
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


def rows_of(texts: Sequence[str], vocabulary: Sequence[str]) -> Array:
    """A row for each text: which runs of the vocabulary it has, then its vector."""
    shortened = [text[:CHARACTERS_AT_MOST] for text in texts]
    place = {run: number for number, run in enumerate(vocabulary)}
    runs = np.zeros((len(texts), len(vocabulary)))
    for row, text in enumerate(shortened):
        for run in runs_of(text):
            if run in place:
                runs[row, place[run]] = 1.0
    # By the model that is at hand without a key: the weights know its vectors only.
    return np.hstack([runs, embed_texts(shortened, model=LOCAL).astype(np.float64)])


def runs_of(text: str) -> set[str]:
    """Every run of one to three words, with marks for the beginning and the end."""
    return set(_runs(["^", *_WORD.findall(normal(text)), "$"]))


def _runs(words: Sequence[str]) -> Iterator[str]:
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if run not in (["^"], ["$"]):
                yield " ".join(run)
