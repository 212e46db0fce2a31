"""`manage.py evaluate handoff`: does a message ask for a person?"""

from __future__ import annotations

import time

from pydantic import BaseModel

from agent.evaluation.scores import f1, precision_recall
from agent.understanding import asks_for_person
from knowledge.evaluation.task import Options, Report, read_rows


class Row(BaseModel):
    text: str
    handoff: bool


def run(options: Options) -> Report:
    rows = read_rows(options.data, Row, what="data")
    said, milliseconds = [], []
    for row in rows:
        began = time.perf_counter()
        said.append(asks_for_person(row.text))
        milliseconds.append((time.perf_counter() - began) * 1000)
    precision, recall = precision_recall(said, [row.handoff for row in rows])
    wrong = [
        {"text": row.text, "handoff": row.handoff}
        for row, found in zip(rows, said, strict=True)
        if row.handoff != found
    ]
    return Report(
        figures={"precision": precision, "recall": recall, "f1": f1(precision, recall)},
        counts={"messages": len(rows), "handoff": sum(row.handoff for row in rows), "found": sum(said)},
        milliseconds=milliseconds,
        errors=wrong[: options.errors],
    )
