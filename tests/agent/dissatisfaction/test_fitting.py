from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agent.dissatisfaction import classifier, training
from agent.evaluation.scores import precision_recall
from agent.understanding import asks_for_person
from ai.local.tuned.labelled import FOLDER, LabelledConversation, Sentence, read_rows

CONVERSATIONS = [
    {
        "split": "dev",
        "turns": [
            {"role": "user", "content": "where is it?", "dissatisfied": False},
            {"role": "assistant", "content": "On its way."},
            {"role": "user", "content": said, "dissatisfied": label},
        ],
    }
    for said, label in (("this is no use at all", True), ("it was just what I needed", False))
] * 2


def fit(tmp_path, rows) -> tuple[classifier.Weights, str]:
    path, output, said = tmp_path / "conversations.jsonl", tmp_path / "weights.json", StringIO()
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    call_command("fit_dissatisfaction", conversations=path, output=output, stdout=said)
    return classifier.Weights.model_validate_json(output.read_text()), said.getvalue()


def test_the_shipped_weights_are_those_of_the_shipped_texts() -> None:
    conversations = read_rows(training.CONVERSATIONS_FILE, LabelledConversation)

    made, shipped = training.train(conversations), classifier.current()

    assert made.context == pytest.approx(shipped.context, abs=0.05)
    assert made.figures["conversations"] == shipped.figures["conversations"]


def test_on_what_was_not_learned_from_it_is_right_often_enough() -> None:
    figures = classifier.current().figures
    assert figures["turn_precision"] >= 0.8
    assert figures["turn_recall"] >= 0.8


def test_who_asks_for_a_person_is_heard_in_sentences_that_were_not_learned_from() -> None:
    unseen = [one for one in read_rows(FOLDER / "wishes.jsonl", Sentence) if one.split == "held-out"]

    precision, recall = precision_recall(
        [asks_for_person(one.text) for one in unseen], [one.says for one in unseen]
    )

    assert len(unseen) >= 700
    assert precision >= 0.92
    assert recall >= 0.8


def test_the_same_conversations_give_the_same_weights(tmp_path) -> None:
    weights, said = fit(tmp_path, CONVERSATIONS)

    assert fit(tmp_path, CONVERSATIONS)[0] == weights
    assert "conversations" in said


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([CONVERSATIONS[0], "nothing"], "line 2"),
        ([CONVERSATIONS[0], {**CONVERSATIONS[1], "split": "perhaps"}], "line 2"),
        ([{**one, "split": "train"} for one in CONVERSATIONS], "some of each kind"),
    ],
)
def test_what_can_not_be_learned_from_is_refused(tmp_path, rows, message) -> None:
    with pytest.raises(CommandError, match=message) as refusal:
        fit(tmp_path, rows)
    assert refusal.value.returncode == 2


def test_people_who_had_seen_nothing_else_here_are_heard_too() -> None:
    path = Path(__file__).with_name("wishes_strangers_held_out.jsonl")
    wishes = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    precision, recall = precision_recall(
        [asks_for_person(one["text"]) for one in wishes], [one["handoff"] for one in wishes]
    )

    assert precision >= 0.83
    assert recall >= 0.65
