"""The embedding model trained further: by a command, from labelled texts, into a file that the hub reads."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from ai.embeddings import minilm
from ai.local import tuned
from ai.local.tuned import reader, training
from ai.local.tuned.inputs import TOKENS, tokens_of
from ai.local.tuned.labelled import FOLDER
from ai.local.tuned.training.examples import CHATS, TICKETS
from ai.local.tuned.weights import SCALE, Tuning, load_tuning, mean_of

ASKS = ["fetch me the blue parrot", "the blue parrot please", "I want to see the blue parrot"]
OTHERS = ["what does a stamp cost", "the shop shuts at six", "my parcel is late"]
CHAT = {
    "messages": [{"id": "m1", "role": "user", "content": "the tap drips"}],
    "expected": [{"category": "maintenance", "priority": "low", "message_ids": ["m1"]}],
}
FILES: dict[str, list[dict]] = {
    "wishes": [{"text": text, "says": text in ASKS, "split": "train"} for text in ASKS + OTHERS],
    "complaints": [{"text": "no use at all", "says": True, "split": "train"}],
    "conversations": [{"turns": [{"role": "user", "content": "hello", "dissatisfied": False}]}],
    "chat_sentences": [{"text": "hi there", "label": "chat"}],
    "urgencies": [{"text": "gas in the hall", "category": "maintenance", "priority": "critical"}],
    **{name: [CHAT] for name in CHATS},
    **{f"triage/{name}": [{"text": "it crashed", "category": "Bug"}] for name in TICKETS},
}


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "triage").mkdir()
    for name, rows in FILES.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


@pytest.fixture
def with_weights(monkeypatch):
    """The hub reads what another file was tuned to."""

    def use(path: Path) -> None:
        monkeypatch.setattr(reader, "_model", None)
        monkeypatch.setattr(reader, "load_tuning", lambda: load_tuning(path))
        reader._judge_one.cache_clear()

    yield use
    reader._judge_one.cache_clear()


def test_what_was_tuned_to_is_told_apart_by_the_hub(folder, tmp_path, with_weights) -> None:
    output, said = tmp_path / "weights.npz", StringIO()

    call_command("tune", examples=folder, epochs=12, runs=1, output=output, stdout=said)
    with_weights(output)

    assert min(tuned.chance("wish", text) for text in ASKS) > 0.5
    assert max(tuned.chance("wish", text) for text in OTHERS) < 0.5
    assert "wish              7 examples" in said.getvalue()
    sure = tuned.chance("wish", ASKS[0])

    call_command("tune", learned=output, examples=folder, epochs=1, runs=1, output=output, stdout=said)
    with_weights(output)
    assert tuned.chance("wish", ASKS[0]) > sure - 0.2


def test_the_mean_of_several_lies_between_them(tmp_path) -> None:
    def once(change: float, weight: float) -> Tuning:
        """The change of one matrix by one number, and one head of one weight."""
        factors = np.full((1, 2), change, np.float32), np.ones((3, 1), np.float32)
        head = np.full((1, 1), weight, np.float32), np.zeros(1, np.float32)
        return Tuning({"matrix": factors}, {"wish": head}, {"category": head})

    mean = mean_of([once(1, 2), once(3, 6)])

    changed = mean.changed({"matrix": np.zeros((3, 2), np.float32)})["matrix"]
    np.testing.assert_allclose(changed, 2 * SCALE)
    assert mean.heads["wish"][0] == mean.plain["category"][0] == 4


def test_what_is_read_first_is_the_text_and_what_stands_around_gives_way() -> None:
    tokenizer = minilm.load().tokenizer
    short = tokens_of(tokenizer, "the tap drips")
    beside = tokens_of(tokenizer, "the tap drips", "support: " + "since when? " * 100)

    assert set(short.type_ids) == {0}
    assert list(beside.ids)[: len(short)] == list(short.ids)
    assert len(beside) == TOKENS
    assert sum(beside.type_ids) == TOKENS - len(short)
    assert len(tokens_of(tokenizer, "word " * 500, "more")) < TOKENS


def test_texts_say_the_same_alone_and_among_others() -> None:
    texts = [("I want to talk to somebody", ""), ("the invoice is wrong " * 20, "support: which one?")]

    together = tuned.judge(texts).chances("wish")[:, 1]

    alone = [tuned.chance("wish", *pair) for pair in texts]
    assert together == pytest.approx(alone, abs=1e-4)
    assert tuned.judge([]).chances("clause").shape == (0, 4)
    assert tuned.judge(texts).chances("clause").sum(axis=1) == pytest.approx(np.ones(2), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("wishes", "nothing", "wishes.jsonl, line 7"),
        ("wishes", json.dumps({"text": "a", "says": True, "split": "perhaps"}), "wishes.jsonl, line 7"),
        ("chat_sentences", json.dumps({"text": "a", "label": "rumour"}), "chat_sentences.jsonl, line 2"),
    ],
)
def test_what_can_not_be_learned_from_is_named(folder, tmp_path, name, line, message) -> None:
    with (folder / f"{name}.jsonl").open("a") as file:
        file.write("\n" + line)

    with pytest.raises(CommandError, match=message) as refusal:
        call_command("tune", examples=folder, output=tmp_path / "weights.npz", stdout=StringIO())

    assert refusal.value.returncode == 2
    assert not (tmp_path / "weights.npz").exists()


def test_the_texts_that_ship_are_many_and_of_both_kinds() -> None:
    examples = training.examples(FOLDER)

    for head, labels in tuned.LABELS.items():
        for number in range(len(labels)):
            assert sum(one.label == number for one in examples[head]) >= 75, (head, number)


def test_no_sentence_is_there_twice_or_both_learned_and_held_out() -> None:
    for name in ("wishes", "complaints", "chat_sentences"):
        lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"].casefold() for line in lines]
        assert len(set(texts)) == len(texts), name
