from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agent.dissatisfaction import classifier, training
from agent.understanding import wish
from agent.words.fitting import Sentence, vocabulary_of
from knowledge.evaluation.task import read_rows

SENTENCES = [
    {"text": f"{start} {end}", "says": label, "split": split}
    for start in ("this is", "your answer is", "it was", "the link is")
    for end, label in (("no use at all", True), ("just what I needed", False))
    for split in ("train", "held-out")
]
CONVERSATIONS = [
    {
        "turns": [
            {"role": "user", "content": "where is it?", "dissatisfied": False},
            {"role": "assistant", "content": "On its way."},
            {"role": "user", "content": said, "dissatisfied": label},
        ]
    }
    for said, label in (("this is no use at all", True), ("it was just what I needed", False))
] * 2


def written(path, rows):
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def fit(tmp_path, sentences, conversations=CONVERSATIONS) -> tuple[classifier.Weights, str]:
    output, said = tmp_path / "weights.json", StringIO()
    call_command(
        "fit_dissatisfaction",
        sentences=written(tmp_path / "sentences.jsonl", sentences),
        conversations=written(tmp_path / "conversations.jsonl", conversations),
        output=output,
        stdout=said,
    )
    return classifier.Weights.model_validate_json(output.read_text()), said.getvalue()


def test_the_shipped_weights_are_those_of_the_shipped_texts() -> None:
    """Fitting takes a minute, so what it would look at is compared."""
    sentences = read_rows(training.SENTENCES_FILE, Sentence, what="sentences")
    conversations = read_rows(training.CONVERSATIONS_FILE, training.Conversation, what="conversations")
    shipped = classifier.current()
    texts = [one.text for one in (*sentences, *training.answered(conversations))]
    assert list(shipped.words.runs) == vocabulary_of(texts)
    assert shipped.figures["conversations"] == len(conversations)

    wishes = read_rows(wish.SENTENCES_FILE, Sentence, what="sentences")
    assert list(wish.current().words.runs) == vocabulary_of([one.text for one in wishes])


def test_on_what_they_have_not_seen_both_are_right_often_enough() -> None:
    figures, wishes = classifier.current().figures, wish.current().figures
    assert figures["held_out"] >= 600
    assert figures["auroc"] >= 0.94
    assert figures["turn_precision"] >= 0.8
    assert figures["turn_recall"] >= 0.8
    assert wishes["precision"] >= 0.9
    assert wishes["recall"] >= 0.6


def test_the_sentences_are_many_and_of_both_kinds() -> None:
    for path in (training.SENTENCES_FILE, wish.SENTENCES_FILE):
        sentences = read_rows(path, Sentence, what="sentences")
        assert len({sentence.text.casefold() for sentence in sentences}) == len(sentences) >= 2000
        for label in (True, False):
            assert sum(sentence.says is label for sentence in sentences) >= 150


def test_the_same_sentences_give_the_same_weights(tmp_path) -> None:
    weights, said = fit(tmp_path, SENTENCES)
    assert fit(tmp_path, SENTENCES)[0] == weights
    assert weights.figures["auroc"] == 1
    assert "16 sentences" in said


def test_the_model_of_wishes_is_fitted_alike(tmp_path) -> None:
    output = tmp_path / "weights.json"
    sentences = written(tmp_path / "sentences.jsonl", SENTENCES)
    call_command("fit_wish", sentences=sentences, output=output, stdout=StringIO())
    assert wish.Weights.model_validate_json(output.read_text()).figures["auroc"] == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([SENTENCES[0], "nothing"], "line 2"),
        ([SENTENCES[0], {**SENTENCES[1], "split": "perhaps"}], "line 2"),
        ([SENTENCES[0]], "some of each kind"),
    ],
)
def test_what_can_not_be_learned_from_is_refused(tmp_path, rows, message) -> None:
    with pytest.raises(CommandError, match=message) as refusal:
        fit(tmp_path, rows)
    assert refusal.value.returncode == 2
