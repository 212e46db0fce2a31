from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agent.dissatisfaction import classifier, training
from knowledge.evaluation.task import read_rows

ROWS = [
    {"text": f"{start} {end}", "dissatisfied": label, "domain": "general", "split": split}
    for start in ("this is", "your answer is", "it was", "the link is")
    for end, label in (("no use at all", True), ("just what I needed", False))
    for split in ("train", "held-out")
]


def fit(tmp_path, rows) -> tuple[classifier.Weights, str]:
    sentences, output, said = tmp_path / "sentences.jsonl", tmp_path / "weights.json", StringIO()
    sentences.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    call_command("fit_dissatisfaction", sentences=sentences, output=output, stdout=said)
    return classifier.Weights.model_validate_json(output.read_text()), said.getvalue()


def test_the_shipped_weights_are_those_of_the_shipped_sentences(tmp_path) -> None:
    output = tmp_path / "weights.json"
    call_command("fit_dissatisfaction", output=output, stdout=StringIO())
    rebuilt, shipped = classifier.Weights.model_validate_json(output.read_text()), classifier.current()

    assert rebuilt.figures == shipped.figures
    assert rebuilt.runs == pytest.approx(shipped.runs, abs=0.01)
    assert rebuilt.vector == pytest.approx(shipped.vector, abs=0.01)


def test_on_sentences_it_has_not_seen_it_is_right_often_enough() -> None:
    figures = classifier.current().figures
    assert figures["held_out"] >= 150
    assert figures["precision"] >= 0.8
    assert figures["recall"] >= 0.85
    assert figures["auroc"] >= 0.95


def test_the_sentences_are_many_varied_and_of_both_kinds() -> None:
    sentences = read_rows(training.SENTENCES_FILE, training.Sentence, what="sentences")
    assert len({sentence.text.casefold() for sentence in sentences}) == len(sentences) >= 400
    assert len({sentence.domain for sentence in sentences}) >= 8
    for label in (True, False):
        assert sum(sentence.dissatisfied is label for sentence in sentences) >= 200


def test_the_same_sentences_give_the_same_weights(tmp_path) -> None:
    weights, said = fit(tmp_path, ROWS)
    assert fit(tmp_path, ROWS)[0] == weights
    assert weights.figures["auroc"] == 1
    assert "16 sentences" in said


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROWS[0], "nothing"], "line 2"),
        ([ROWS[0], {**ROWS[1], "split": "perhaps"}], "line 2"),
        ([ROWS[0]], "some of each kind"),
    ],
)
def test_what_can_not_be_learned_from_is_refused(tmp_path, rows, message) -> None:
    with pytest.raises(CommandError, match=message) as refusal:
        fit(tmp_path, rows)
    assert refusal.value.returncode == 2
