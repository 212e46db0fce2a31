from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.gaps.clustering import cluster
from ai.embeddings import embed_texts

QUESTIONS = [
    "Can I bring my dog to the office?",
    "Are dogs allowed in the office?",
    "May I bring a dog to your office?",
    "How do I export invoices to Excel?",
    "Is there an Excel export of invoices?",
    "What is the capital of France?",
]


def unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return embed_texts(QUESTIONS)


def test_questions_that_ask_the_same_are_together(vectors) -> None:
    assert [each.members for each in cluster(vectors)] == [(0, 1, 2), (3, 4), (5,)]


def test_the_central_one_is_nearest_to_all(vectors) -> None:
    first = cluster(vectors)[0]
    own = vectors[list(first.members)]

    nearest = first.members[int(np.argmax(own @ own.mean(axis=0)))]
    assert first.central == nearest


def test_the_same_questions_make_the_same_groups(vectors) -> None:
    assert cluster(vectors) == cluster(vectors.copy())


def test_a_single_question_and_none() -> None:
    assert [each.members for each in cluster(unit([[1, 0]]))] == [(0,)]
    assert cluster(np.zeros((0, 2), dtype=np.float32)) == []


# How fast a busy machine draws is not the question.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 3).filter(any), min_size=1, max_size=12))
def test_every_question_is_in_one_group(rows: list[tuple[int, ...]]) -> None:
    found = cluster(unit([list(row) for row in rows]))

    assert sorted(one for each in found for one in each.members) == list(range(len(rows)))
    assert all(each.central in each.members for each in found)
