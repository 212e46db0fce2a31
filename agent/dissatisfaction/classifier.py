"""How likely a message says that the AI's help is no help: what it means, and what stands around it.

`manage.py tune` learns the first (ai/local/tuned), `manage.py fit_dissatisfaction` the second.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from agent.dissatisfaction import context
from agent.dissatisfaction.context import Around
from ai.local import tuned

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


class Weights(BaseModel):
    """From `threshold` on a message counts; `figures` say how well it does where it was not fitted to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold: float
    figures: dict[str, Any]
    context: dict[str, float]

    @model_validator(mode="after")
    def _is_whole(self) -> Weights:
        if tuple(self.context) != ("intercept", *context.FACTS):
            raise ValueError("these weights are of another version: run fit_dissatisfaction")
        return self

    def chance(self, text: str, around: Around) -> float:
        facts = np.array([1.0, *context.facts_of(chance_by_itself(text, around), text, around)])
        return float(logistic(facts @ np.array([*self.context.values()])))


def chance_by_itself(text: str, around: Around) -> float:
    """By what it means, read beside what was told last."""
    return tuned.chance("complains", text, tuned.told_before(around.told))


def logistic(odds: Any) -> Any:
    """Of a number or an array."""
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))


@cache
def current() -> Weights:
    return Weights.model_validate_json(WEIGHTS_FILE.read_text(encoding="utf-8"))
