"""Fits the classifiers to labelled sentences, and chooses the bar on chats that were set aside for it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ai.local.chat.weights import Array, Classifier, features_of

RIDGE = 0.004
STEPS = 1500
RATE = 2.0
MOMENTUM = 0.9
FOLDS = 5
CATEGORIES = ("maintenance", "billing", "noise_complaint", "other")
PRIORITIES = ("low", "medium", "high", "critical")
CLAUSES = ("issue", "detail", "chat", "resolved")


def fit(features: Array, labels: Sequence[str], names: Sequence[str]) -> Classifier:
    """Gradient descent with momentum; every label weighs the same, however rare it is."""
    inputs = np.hstack([features, np.ones((len(features), 1))])
    targets = np.array([[label == name for name in names] for label in labels], dtype=float)
    weight = (1 / np.maximum(targets.sum(axis=0), 1)) ** 0.5
    weight = (targets * weight).sum(axis=1)
    weight /= weight.sum()
    rows, speed = np.zeros((len(names), inputs.shape[1])), np.zeros((len(names), inputs.shape[1]))
    for _ in range(STEPS):
        scores = inputs @ rows.T
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = scores / scores.sum(axis=1, keepdims=True)
        slope = ((chances - targets) * weight[:, None]).T @ inputs
        slope[:, :-1] += RIDGE * rows[:, :-1]
        speed = MOMENTUM * speed - RATE * slope
        rows = rows + speed
    return Classifier(labels=tuple(names), rows=tuple(tuple(round(float(w), 3) for w in row) for row in rows))


def fit_all(sentences: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Classifier], dict[str, float]]:
    """The three classifiers, and the share each got right of sentences it had not seen (five folds)."""
    _vectors, features = features_of([row["text"] for row in sentences])
    issues = np.array([row["label"] == "issue" for row in sentences])
    tasks = {
        "clause": (features, [row["label"] for row in sentences], CLAUSES),
        "category": (
            features[issues],
            [row["category"] for row in sentences if "category" in row],
            CATEGORIES,
        ),
        "priority": (
            features[issues],
            [row["priority"] for row in sentences if "priority" in row],
            PRIORITIES,
        ),
    }
    fitted = {name: fit(*task) for name, task in tasks.items()}
    return fitted, {name: round(_unseen_accuracy(*task), 4) for name, task in tasks.items()}


def _unseen_accuracy(features: Array, labels: Sequence[str], names: Sequence[str]) -> float:
    folds = np.random.default_rng(0).permutation(len(labels)) % FOLDS
    said = np.array(labels)
    right = 0
    for fold in range(FOLDS):
        inside = folds != fold
        made = fit(features[inside], list(said[inside]), names)
        found = np.array(names)[made.chances(features[~inside]).argmax(axis=1)]
        right += int((found == said[~inside]).sum())
    return right / len(labels)
