"""How likely a message says that the AI's help is no help: a logistic model whose weights a command fits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from agent.dissatisfaction.features import FACTS, Array, rows_of
from ai.embeddings import DIMENSIONS

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


class Weights(BaseModel):
    """The model, the least probability that counts, and the figures on sentences it was not fitted to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    facts: dict[str, float]
    runs: dict[str, float]
    vector: list[float]
    threshold: float
    figures: dict[str, Any]

    @model_validator(mode="after")
    def _is_whole(self) -> Weights:
        if tuple(self.facts) != FACTS or len(self.vector) != DIMENSIONS:
            raise ValueError("these weights are of another version: run fit_dissatisfaction")
        return self

    def probabilities(self, texts: Sequence[str], opens: Sequence[bool]) -> Array:
        rows = rows_of(texts, opens, list(self.runs))
        weights = np.array([*self.facts.values(), *self.runs.values(), *self.vector])
        chances: Array = logistic(rows @ weights + self.intercept)
        return chances


def logistic(values: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return chances


@cache
def current() -> Weights:
    return Weights.model_validate_json(WEIGHTS_FILE.read_text(encoding="utf-8"))


def probability(text: str, *, opens: bool) -> float:
    """`opens`: nobody has answered yet, so the message tells of a problem rather than of our help."""
    return float(current().probabilities([text], [opens])[0])
