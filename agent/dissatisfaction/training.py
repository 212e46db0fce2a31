"""Fits the classifier: what words say to labelled sentences, what stands around them to conversations.

The figures are measured on sentences and conversations that are held out, by weights that have not seen them.
The weights that are kept are fitted to all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel

from agent.dissatisfaction import context
from agent.dissatisfaction.classifier import Weights
from agent.dissatisfaction.context import Around
from agent.evaluation.scores import precision_recall
from agent.words.fitting import Sentence, figures_of, fit_words, ridge_logistic
from agent.words.model import logistic

SENTENCES_FILE = Path(__file__).with_name("sentences.jsonl")
CONVERSATIONS_FILE = Path(__file__).with_name("conversations.jsonl")
RIDGE = 1.0
# Chosen on these conversations, by weights fitted to others: a hand-over takes several such messages, so that
# to miss some costs more than to hear one too many.
THRESHOLD = 0.4
FOLDS = 5

# The facts and the label of each message of a conversation.
Rows = list[tuple[list[float], bool]]


class Turn(BaseModel):
    role: Literal["user", "assistant"]
    content: str
    dissatisfied: bool = False


class Conversation(BaseModel):
    turns: list[Turn]


def train(sentences: Sequence[Sentence], conversations: Sequence[Conversation]) -> Weights:
    words = fit_words([*sentences, *answered(conversations)])
    rows = list(_unseen_rows(sentences, conversations))
    figures = figures_of(sentences, 0.5) | {"conversations": len(rows)} | _figures_of_context(rows)
    return Weights(threshold=THRESHOLD, figures=figures, context=_fit_context(rows), words=words)


def answered(conversations: Sequence[Conversation]) -> Iterator[Sentence]:
    """What customers wrote after an answer: of an opening the words say little of our help."""
    for conversation in conversations:
        for turn, around in _walk(conversation):
            if around.has_answer:
                yield Sentence(text=turn.content, says=turn.dissatisfied, split="train")


def _unseen_rows(sentences: Sequence[Sentence], conversations: Sequence[Conversation]) -> Iterator[Rows]:
    """Of each half by words that were fitted to the other: to those that know it, it would say too much."""
    halves = conversations[0::2], conversations[1::2]
    for half, others in (halves, halves[::-1]):
        words = fit_words([*sentences, *answered(others)])
        for conversation in half:
            yield [
                (context.facts_of(words.chance(turn.content), turn.content, around), turn.dissatisfied)
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


def _fit_context(rows: Sequence[Rows]) -> dict[str, float]:
    facts = np.array([fact for conversation in rows for fact, _label in conversation])
    labels = np.array([label for conversation in rows for _fact, label in conversation], dtype=float)
    weights = [round(float(weight), 3) for weight in ridge_logistic(facts, labels, RIDGE)]
    return dict(zip(("intercept", *context.FACTS), weights, strict=True))


def _figures_of_context(rows: Sequence[Rows]) -> dict[str, float]:
    """Of whole conversations, each by weights that were fitted to others."""
    said, true = [], []
    for fold in range(min(FOLDS, len(rows))):
        others = [one for number, one in enumerate(rows) if number % FOLDS != fold]
        weights = np.array([*_fit_context(others).values()])
        for facts, label in (turn for one in rows[fold::FOLDS] for turn in one):
            said.append(bool(logistic(np.array([1.0, *facts]) @ weights) >= THRESHOLD))
            true.append(label)
    precision, recall = precision_recall(said, true)
    return {"turn_precision": round(precision, 4), "turn_recall": round(recall, 4)}
