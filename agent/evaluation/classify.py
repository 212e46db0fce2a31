"""`manage.py evaluate classify`: labels learned from one file, and given to the texts of another."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from agent.evaluation.labelling import Labeller, labelling
from agent.evaluation.scores import auroc, calibration_error
from ai.local.classifying import NONE, Prediction, train
from knowledge.evaluation.task import BadInput, Options, Report, read_rows

# The vectors of so many texts are made at once; a text's time is its share.
AT_ONCE = 64


class Row(BaseModel):
    text: str = Field(min_length=1)
    label: str = Field(min_length=1)


def run(options: Options) -> Report:
    learned = read_rows(options.train, Row, what="train")
    rows = read_rows(options.data, Row, what="data")
    texts, labels = [row.text for row in learned], [row.label for row in learned]
    began = time.perf_counter()
    try:
        classifier = train(texts, labels)
    except ValueError as error:
        raise BadInput(f"{options.train}: {error}") from error
    trained = time.perf_counter() - began
    with labelling(classifier, texts, labels) as labeller:
        said, milliseconds = _predict(labeller, rows)
    return Report(
        figures=_figures(rows, said),
        counts={
            "examples": len(learned),
            "labels": len(classifier.labels),
            "texts": len(rows),
            "seconds_to_train": round(trained),
        },
        milliseconds=milliseconds,
        errors=_errors(rows, said)[: options.errors],
    )


def _predict(labeller: Labeller, rows: Sequence[Row]) -> tuple[list[Prediction], list[float]]:
    said: list[Prediction] = []
    milliseconds: list[float] = []
    for start in range(0, len(rows), AT_ONCE):
        some = [row.text for row in rows[start : start + AT_ONCE]]
        began = time.perf_counter()
        said += labeller.predict(some)
        milliseconds += [(time.perf_counter() - began) * 1000 / len(some)] * len(some)
    return said, milliseconds


def _figures(rows: Sequence[Row], said: Sequence[Prediction]) -> dict[str, float]:
    """Accuracy is of the best label; at the threshold, a text that is left out counts as wrong."""
    inside = [(row, one) for row, one in zip(rows, said, strict=True) if row.label != NONE]
    outside = [one for row, one in zip(rows, said, strict=True) if row.label == NONE]
    right = [one.label == row.label for row, one in inside]
    kept = [one.label == row.label and not one.is_none for row, one in inside]
    return {
        "accuracy": _share(right),
        "auroc_oos": auroc([one.confidence for _row, one in inside], [one.confidence for one in outside]),
        "in_scope_at_threshold": _share(kept),
        "oos_recall_at_threshold": _share([one.is_none for one in outside]),
        "ece": calibration_error(
            [one.confidence for one in said],
            [one.label == row.label for row, one in zip(rows, said, strict=True)],
        ),
    }


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def _errors(rows: Sequence[Row], said: Sequence[Prediction]) -> list[dict[str, Any]]:
    """The surest mistakes first."""
    wrong = [
        {"text": row.text, "label": row.label, "said": one.label, "confidence": round(one.confidence, 3)}
        for row, one in zip(rows, said, strict=True)
        if (NONE if one.is_none else one.label) != row.label
    ]
    return sorted(wrong, key=lambda error: -float(str(error["confidence"])))
