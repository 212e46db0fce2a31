"""Labels learned from texts."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

from ai.local.classifying import NONE, Classifier, train

REFUNDS = [
    "I want my money back",
    "please refund the last payment",
    "when does my refund arrive",
    "send the money back to my card",
]
PASSWORDS = [
    "I forgot my password",
    "how do I reset my password",
    "the password is not accepted",
    "my reset link does not work",
]
TEXTS, LABELS = REFUNDS + PASSWORDS, ["refund"] * 4 + ["password"] * 4


def corner_vector(x: float, y: float) -> np.ndarray:
    vector = np.zeros(384, dtype=np.float32)
    vector[:3] = 2 * x - 1, 2 * y - 1, 0.1
    return vector / np.linalg.norm(vector)


def test_a_text_gets_the_label_of_texts_that_mean_the_same() -> None:
    classifier = train(TEXTS, LABELS)

    money, code = classifier.predict(["give me back what I paid", "I can't remember my passcode"])

    assert (money.label, code.label) == ("refund", "password")
    assert sum(money.shares.values()) == pytest.approx(1, abs=1e-3)


def test_a_text_about_something_else_is_none_of_them() -> None:
    classifier = train(TEXTS, LABELS)

    strange, known = classifier.predict(["what is the weather like in Lisbon", "I want my refund"])

    assert strange.is_none
    assert not known.is_none
    assert known.confidence > strange.confidence


def test_a_label_without_examples_is_known_by_its_name() -> None:
    classifier = train(
        REFUNDS, ["refund"] * 4, described={"delivery": "Delivery of parcels, tracking, couriers"}
    )

    assert classifier.predict(["where is my parcel"])[0].label == "delivery"


def test_texts_of_no_label_are_not_a_label() -> None:
    classifier = train([*TEXTS, "tell me a joke"], [*LABELS, NONE])

    assert classifier.labels == ("password", "refund")


def test_one_label_is_nothing_to_choose_from() -> None:
    with pytest.raises(ValueError, match="two labels"):
        train(REFUNDS, ["refund"] * 4)


def test_it_says_the_same_after_it_was_kept() -> None:
    classifier = train(TEXTS, LABELS)

    kept = Classifier.from_bytes(classifier.to_bytes())

    texts = ["give me back what I paid", "what is the weather like in Lisbon"]
    for before, after in zip(classifier.predict(texts), kept.predict(texts), strict=True):
        assert (before.label, before.is_none) == (after.label, after.is_none)
        assert before.confidence == pytest.approx(after.confidence, abs=0.01)


def test_the_nearest_examples_add_their_word() -> None:
    alone = train(TEXTS, LABELS)
    with_neighbours = replace(alone, neighbours=0.2)

    for text, label in zip(TEXTS, LABELS, strict=True):
        before, after = (one.predict([text])[0].shares for one in (alone, with_neighbours))
        assert after[label] > before[label]
        assert sum(after.values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(("is_crosswise", "counts"), [(True, True), (False, False)])
def test_the_nearest_examples_count_where_they_tell_what_a_line_can_not(is_crosswise, counts) -> None:
    """Two labels in four corners: crosswise no line parts them, side by side one does."""
    corners = np.random.default_rng(1).integers(0, 2, size=(1_100, 2))
    texts = [f"text {number}" for number in range(len(corners))]
    labels = ["odd" if (x != y if is_crosswise else x) else "even" for x, y in corners]
    vectors = {text: corner_vector(*corner) for text, corner in zip(texts, corners, strict=True)}

    classifier = train(
        texts,
        labels,
        vectors_of=lambda asked: np.stack([vectors.get(text, corner_vector(0.5, 0.5)) for text in asked]),
    )

    assert (classifier.neighbours > 0) is counts


def test_what_was_kept_before_examples_had_a_word_is_still_read() -> None:
    classifier = train(TEXTS, LABELS)
    with np.load(io.BytesIO(classifier.to_bytes())) as arrays:
        older = {name: arrays[name] for name in arrays.files if name not in ("owners", "neighbours")}
    kept = io.BytesIO()
    np.savez_compressed(kept, **older)

    said = Classifier.from_bytes(kept.getvalue()).predict(["give me back what I paid"])[0]

    assert said.label == "refund"


def test_with_enough_examples_the_confidence_is_checked_on_texts_it_had_not_seen() -> None:
    texts = [
        f"{text}, {ending}"
        for text in TEXTS
        for ending in ("please", "thank you", "it is urgent", "as before")
    ]
    labels = [label for label in LABELS for _ending in range(4)]
    strange = [
        f"{what} in {place}"
        for what in ("the weather", "a good restaurant")
        for place in ("Rome", "Oslo", "Bonn")
    ]

    classifier = train([*texts, *5 * strange], [*labels, *[NONE] * 5 * len(strange)])

    sure, unsure = classifier.predict(["please refund what I paid", "a good restaurant in Lima"])
    assert sure.confidence > 0.8
    assert unsure.is_none
