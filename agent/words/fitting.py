"""Fits a model of words to labelled sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
from pydantic import BaseModel

from agent.evaluation.scores import auroc, precision_recall
from agent.words.model import Array, WordsModel, logistic, rows_of, runs_of

SEEN_AT_LEAST = 4
RIDGE = 1.0
NEWTON_STEPS = 25
GRADIENTS_AT_MOST = 300


class Sentence(BaseModel):
    """`says` is whether it says what is to be learned; `source` names where it is from, if it is not ours."""

    text: str
    says: bool
    source: str = ""
    split: Literal["train", "held-out"]


def fit_words(sentences: Sequence[Sentence], *, vector_ridge: float = RIDGE) -> WordsModel:
    """The weights, rounded as they are kept. The less `vector_ridge` is, the more counts what a text means
    beside the words that say it."""
    vocabulary = vocabulary_of([one.text for one in sentences])
    rows = rows_of([one.text for one in sentences], vocabulary)
    ridge = np.full(rows.shape[1], vector_ridge)
    ridge[: len(vocabulary)] = RIDGE
    weights = ridge_logistic(rows, np.array([one.says for one in sentences], dtype=float), ridge)
    kept = [round(float(weight), 3) for weight in weights]
    return WordsModel(
        intercept=kept[0],
        runs=dict(zip(vocabulary, kept[1 : 1 + len(vocabulary)], strict=True)),
        vector=kept[1 + len(vocabulary) :],
    )


def figures_of(
    sentences: Sequence[Sentence], threshold: float, *, vector_ridge: float = RIDGE
) -> dict[str, float]:
    """How well weights do that are fitted to the sentences for training, on those that are held out."""
    known = [one for one in sentences if one.split == "train"]
    unseen = [one for one in sentences if one.split == "held-out"]
    if not unseen:
        return {"train": len(known), "held_out": 0}
    words = fit_words(known, vector_ridge=vector_ridge)
    chances = [words.chance(one.text) for one in unseen]
    precision, recall = precision_recall(
        [chance >= threshold for chance in chances], [one.says for one in unseen]
    )
    positive = [chance for chance, one in zip(chances, unseen, strict=True) if one.says]
    negative = [chance for chance, one in zip(chances, unseen, strict=True) if not one.says]
    measured = {"precision": precision, "recall": recall, "auroc": auroc(positive, negative)}
    rounded = {name: round(value, 4) for name, value in measured.items()}
    return {"train": len(known), "held_out": len(unseen), **rounded}


def ridge_logistic(rows: Array, labels: Array, ridge: float | Array) -> Array:
    """Ridge logistic regression by Newton's method: the intercept and a weight for each column.

    `ridge` is one for all columns, or one for each.
    """
    inputs = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.concatenate([[1e-6], np.broadcast_to(ridge, rows.shape[1])])
    solution = np.zeros(inputs.shape[1])
    for _step in range(NEWTON_STEPS):
        chance = logistic(inputs @ solution)
        slope = inputs.T @ (chance - labels) + penalty * solution
        step = _newton_step(inputs, chance * (1 - chance), penalty, slope)
        solution -= step
        if np.abs(step).max() < 1e-4:
            break
    return solution


def _newton_step(inputs: Array, weights: Array, penalty: Array, slope: Array) -> Array:
    """By conjugate gradients with the diagonal as preconditioner: the curvature of thousands of columns is
    never written down (Nocedal and Wright, "Numerical Optimization", 7.1)."""
    diagonal = np.square(inputs).T @ weights + penalty
    step, rest = np.zeros_like(slope), slope.copy()
    scaled = rest / diagonal
    direction, size = scaled.copy(), rest @ scaled
    for _turn in range(GRADIENTS_AT_MOST):
        curved = inputs.T @ (weights * (inputs @ direction)) + penalty * direction
        length = size / (direction @ curved)
        step += length * direction
        rest -= length * curved
        if np.linalg.norm(rest) < 1e-5 * np.linalg.norm(slope):
            break
        scaled = rest / diagonal
        size, before = rest @ scaled, size
        direction = scaled + size / before * direction
    return step


def vocabulary_of(texts: Sequence[str]) -> list[str]:
    """The runs of words that are in several of the texts."""
    counts = Counter(run for text in texts for run in runs_of(text))
    return sorted(run for run, count in counts.items() if count >= SEEN_AT_LEAST)
