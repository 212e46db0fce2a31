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


def fit_all(
    sentences: Sequence[Mapping[str, Any]], chats: Sequence[Mapping[str, Any]] = ()
) -> tuple[dict[str, Any], dict[str, float]]:
    """The three classifiers with the words' rarity, and the share that each got right of what it had not
    seen (five folds).

    What an issue is about and how urgent it is are learned from sentences and from all that chats say of one.
    """
    texts = [str(row["text"]) for row in sentences]
    rarity = learn_rarity(count_words(texts, BUCKETS)).round(3)
    _vectors, features = features_of(texts, rarity)
    issues = [row for row in sentences if row["label"] == "issue"] + issues_of(chats)
    _vectors, of_issues = features_of([str(row["text"]) for row in issues], rarity)
    tasks = {
        "clause": (features, [row["label"] for row in sentences], CLAUSES),
        "category": (of_issues, [row["category"] for row in issues], CATEGORIES),
        "priority": (of_issues, [row["priority"] for row in issues], PRIORITIES),
    }
    fitted: dict[str, Any] = {name: fit(*task) for name, task in tasks.items()}
    fitted["rarity"] = tuple(map(float, rarity))
    return fitted, {name: round(_unseen_accuracy(*task), 4) for name, task in tasks.items()}


def issues_of(chats: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each issue that a chat is labelled with: all its messages as one text."""
    rows = []
    for chat in chats:
        said = {message["id"]: message["content"] for message in chat["messages"]}
        for issue in chat["expected"]:
            text = ". ".join(said[name] for name in issue["message_ids"])
            rows.append({"text": text, "category": issue["category"], "priority": issue["priority"]})
    return rows


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
