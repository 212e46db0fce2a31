"""Fits the classifier to labelled sentences.

The figures are measured on the sentences that are held out, by weights that have not seen them; half of these
come from domains that the rest does not name. The weights that are kept are fitted to all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel

from agent.dissatisfaction.classifier import Weights, logistic
from agent.dissatisfaction.features import FACTS, Array, rows_of, runs_of
from agent.evaluation.scores import auroc, precision_recall

SENTENCES_FILE = Path(__file__).with_name("sentences.jsonl")
SEEN_AT_LEAST = 4
RIDGE = 0.5
NEWTON_STEPS = 40
# Chosen on the conversations for development: a hand-over takes several such messages, so that to miss some
# costs more than to hear one too many.
THRESHOLD = 0.25


class Sentence(BaseModel):
    text: str
    dissatisfied: bool
    domain: str
    opens: bool = False
    source: str = ""
    split: Literal["train", "held-out"]


def train(sentences: Sequence[Sentence]) -> Weights:
    known = [sentence for sentence in sentences if sentence.split == "train"]
    unseen = [sentence for sentence in sentences if sentence.split == "held-out"]
    figures = _figures(_fit(known, {}), unseen) if unseen else {}
    return _fit(sentences, {"train": len(known), "held_out": len(unseen), **figures})


def _fit(sentences: Sequence[Sentence], figures: dict[str, Any]) -> Weights:
    vocabulary = _vocabulary(sentences)
    texts, opens = [one.text for one in sentences], [one.opens for one in sentences]
    rows = rows_of(texts, opens, vocabulary)
    labels = np.array([one.dissatisfied for one in sentences], dtype=float)
    solution = _ridge(rows, labels)
    weights = [round(float(weight), 3) for weight in solution]
    first_run, first_of_vector = 1 + len(FACTS), 1 + len(FACTS) + len(vocabulary)
    return Weights(
        intercept=weights[0],
        facts=dict(zip(FACTS, weights[1:first_run], strict=True)),
        runs=dict(zip(vocabulary, weights[first_run:first_of_vector], strict=True)),
        vector=weights[first_of_vector:],
        threshold=THRESHOLD,
        figures=figures,
    )


def _vocabulary(sentences: Sequence[Sentence]) -> list[str]:
    counts = Counter(run for sentence in sentences for run in runs_of(sentence.text))
    return sorted(run for run, count in counts.items() if count >= SEEN_AT_LEAST)


def _ridge(rows: Array, labels: Array) -> Array:
    """Ridge logistic regression by Newton's method: the intercept and a weight for each column."""
    inputs = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.eye(inputs.shape[1]) * RIDGE
    penalty[0, 0] = 0
    solution = np.zeros(inputs.shape[1])
    for _step in range(NEWTON_STEPS):
        chance = logistic(inputs @ solution)
        gradient = inputs.T @ (chance - labels) + penalty @ solution
        curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(curvature, gradient)
        solution -= step
        if np.abs(step).max() < 1e-6:
            break
    return solution


def _figures(weights: Weights, unseen: Sequence[Sentence]) -> dict[str, Any]:
    chances = weights.probabilities([one.text for one in unseen], [one.opens for one in unseen])
    labels = [one.dissatisfied for one in unseen]
    precision, recall = precision_recall([bool(chance >= THRESHOLD) for chance in chances], labels)
    positive = [float(chance) for chance, label in zip(chances, labels, strict=True) if label]
    negative = [float(chance) for chance, label in zip(chances, labels, strict=True) if not label]
    found = {"precision": precision, "recall": recall, "auroc": auroc(positive, negative)}
    return {name: round(value, 4) for name, value in found.items()}
