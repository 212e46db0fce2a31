"""Fits what the conversation around a message adds to what it means.

Only conversations that the tuned model has not learned from tell how much it is to be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.dissatisfaction import context
from agent.dissatisfaction.classifier import Weights, chance_by_itself, logistic
from agent.dissatisfaction.context import Around
from agent.evaluation.scores import precision_recall
from ai.local.tuned.labelled import FOLDER, Conversation, LabelledConversation, Turn

CONVERSATIONS_FILE = FOLDER / "conversations.jsonl"
RIDGE = 1.0
NEWTON_STEPS = 25
# Chosen on these conversations, by weights fitted to others: a hand-over takes several such messages, so that
# to miss some costs more than to hear one too many.
THRESHOLD = 0.36
FOLDS = 5

# The facts and the label of each message of a conversation.
Rows = list[tuple[list[float], bool]]
Array = NDArray[np.float64]


def train(conversations: Sequence[LabelledConversation]) -> Weights:
    rows = [_rows_of(one) for one in conversations if one.split != "train"]
    figures = {"conversations": len(rows), **_figures(rows)}
    return Weights(threshold=THRESHOLD, figures=figures, context=_fit(rows))


def _rows_of(conversation: Conversation) -> Rows:
    return [
        (context.facts_of(chance_by_itself(turn.content, around), turn.content, around), turn.dissatisfied)
        for turn, around in _walk(conversation)
    ]


def _walk(conversation: Conversation) -> Iterator[tuple[Turn, Around]]:
    """Each message of the customer with what stood around it."""
    told: list[str] = []
    heard = 0
    for turn in conversation.turns:
        if turn.role == "assistant":
            told.append(turn.content)
            continue
        yield turn, Around(tuple(told), heard)
        heard += turn.dissatisfied


def _fit(rows: Sequence[Rows]) -> dict[str, float]:
    facts = np.array([fact for conversation in rows for fact, _label in conversation])
    labels = np.array([label for conversation in rows for _fact, label in conversation], dtype=float)
    weights = [round(float(weight), 3) for weight in ridge_logistic(facts, labels)]
    return dict(zip(("intercept", *context.FACTS), weights, strict=True))


def _figures(rows: Sequence[Rows]) -> dict[str, Any]:
    """Of whole conversations, each by weights that were fitted to others."""
    said, true = [], []
    for fold in range(min(FOLDS, len(rows))):
        others = [one for number, one in enumerate(rows) if number % FOLDS != fold]
        weights = np.array([*_fit(others).values()])
        for facts, label in (turn for one in rows[fold::FOLDS] for turn in one):
            said.append(bool(logistic(np.array([1.0, *facts]) @ weights) >= THRESHOLD))
            true.append(label)
    precision, recall = precision_recall(said, true)
    return {"turn_precision": round(precision, 4), "turn_recall": round(recall, 4)}


def ridge_logistic(rows: Array, labels: Array) -> Array:
    """Ridge logistic regression by Newton's method: the intercept and a weight for each column."""
    inputs = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.array([1e-6, *[RIDGE] * rows.shape[1]])
    solution = np.zeros(inputs.shape[1])
    for _step in range(NEWTON_STEPS):
        chance = logistic(inputs @ solution)
        slope = inputs.T @ (chance - labels) + penalty * solution
        curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        solution -= step
        if np.abs(step).max() < 1e-6:
            break
    return solution
