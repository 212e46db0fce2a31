"""How likely a message says that the AI's help is no help: models of its words, and of what stands around it.

A command fits both (training.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from agent.dissatisfaction import context
from agent.dissatisfaction.context import Around
from agent.words.model import WordsModel, logistic

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


class Weights(BaseModel):
    """From `threshold` on a message counts; `figures` say how well it does where it was not fitted to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold: float
    figures: dict[str, Any]
    context: dict[str, float]
    words: WordsModel

    @model_validator(mode="after")
    def _is_whole(self) -> Weights:
        if tuple(self.context) != ("intercept", *context.FACTS):
            raise ValueError("these weights are of another version: run fit_dissatisfaction")
        return self

    def in_context(self, chance: float, text: str, around: Around) -> float:
        """The chance that it complains where it stands, given the one by its words alone."""
        facts = np.array([1.0, *context.facts_of(chance, text, around)])
        return float(logistic(facts @ np.array([*self.context.values()])))


@cache
def current() -> Weights:
    return Weights.model_validate_json(WEIGHTS_FILE.read_text(encoding="utf-8"))
