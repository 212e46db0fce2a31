"""How likely a message asks for a person: a model of its words that `manage.py fit_wish` fits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from agent.words.model import WordsModel

WEIGHTS_FILE = Path(__file__).with_name("wish_weights.json")
SENTENCES_FILE = Path(__file__).with_name("wish_sentences.jsonl")
# Of a hundred messages of all kinds hardly one may be handed over wrongly.
THRESHOLD = 0.65
# People ask for a person in words that no list has: what these mean tells more than which they are.
VECTOR_RIDGE = 0.1


class Weights(BaseModel):
    """From `threshold` on it counts; `figures` say how well it does where it was not fitted to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold: float
    figures: dict[str, Any]
    words: WordsModel


@cache
def current() -> Weights:
    return Weights.model_validate_json(WEIGHTS_FILE.read_text(encoding="utf-8"))


def chance(text: str) -> float:
    return current().words.chance(text)


def threshold() -> float:
    return current().threshold
