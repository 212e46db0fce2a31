"""From evidence to a probability: a logistic model whose weights a command fits and stores here."""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

# Of those said to be surer than this the labelled questions are too few to tell.
SUREST = 0.99
WEIGHTS_FILE = Path(__file__).with_name("confidence.json")


class Feature(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: float
    scale: float
    weight: float


class Chance(BaseModel):
    """Weights on standardised evidence, and the figures that they were measured by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intercept: float
    features: dict[str, Feature]
    figures: dict[str, Any]

    def chance(self, evidence: Mapping[str, float]) -> float:
        logit = self.intercept
        for name, feature in self.features.items():
            logit += feature.weight * (evidence[name] - feature.mean) / feature.scale
        return min(SUREST, 1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))))


class Offering(Chance):
    """The chance that one of the nearest articles answers, and from which on they are shown."""

    threshold: float


class Calibration(Chance):
    """The chance that the strongest passage answers the question, and from which on it is quoted."""

    answer_threshold: float
    offering: Offering

    def confidence(self, evidence: Mapping[str, float]) -> float:
        return self.chance(evidence)


@cache
def current() -> Calibration:
    return load(WEIGHTS_FILE)


def load(path: Path) -> Calibration:
    return Calibration.model_validate_json(path.read_text(encoding="utf-8"))


def save(calibration: Calibration, path: Path) -> None:
    path.write_text(
        json.dumps(calibration.model_dump(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
