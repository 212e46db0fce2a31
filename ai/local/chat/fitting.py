"""Fits the classifiers to labelled sentences, and chooses the bar on chats that were set aside for it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ai.local.chat.weights import Array, Classifier, features_of
from ai.local.classifying import regression
from ai.local.classifying.features import count_words, learn_rarity

RIDGE = 0.3
BUCKETS = 1_024
FOLDS = 5
CATEGORIES = ("maintenance", "billing", "noise_complaint", "other")
PRIORITIES = ("low", "medium", "high", "critical")
CLAUSES = ("issue", "detail", "chat", "resolved")


def fit(features: Array, labels: Sequence[str], names: Sequence[str]) -> Classifier:
    inputs = np.hstack([features, np.ones((len(features), 1))]).astype(np.float32)
    codes = np.array([names.index(label) for label in labels])
    weights = regression.fit(inputs, codes, len(names), ridge=RIDGE)
    rows = tuple(tuple(round(float(weight), 3) for weight in row) for row in weights.T)
    return Classifier(labels=tuple(names), rows=rows)


def fit_all(sentences: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], dict[str, float]]:
    """The three classifiers with the words' rarity, and the share that each got right of sentences it had not
    seen (five folds)."""
    texts = [str(row["text"]) for row in sentences]
    rarity = learn_rarity(count_words(texts, BUCKETS)).round(3)
    _vectors, features = features_of(texts, rarity)
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
    fitted: dict[str, Any] = {name: fit(*task) for name, task in tasks.items()}
    fitted["rarity"] = tuple(map(float, rarity))
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
