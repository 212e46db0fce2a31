from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.merging import merge

BASE = "Refunds take 5 days.\n\nAsk us by email.\n\nBye.\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (BASE, BASE, BASE),
        (BASE.replace("5", "9"), BASE, BASE.replace("5", "9")),
        (BASE.replace("5", "9"), BASE.replace("Bye", "So"), BASE.replace("5", "9").replace("Bye", "So")),
        (BASE.replace("5", "9"), BASE.replace("5", "9"), BASE.replace("5", "9")),
        (BASE + "One more.\n", "First.\n" + BASE, "First.\n" + BASE + "One more.\n"),
        (
            BASE.replace("Refunds", "Returns"),
            BASE.replace("days", "weeks"),
            BASE.replace("Refunds", "Returns").replace("days", "weeks"),
        ),
        (BASE.replace("5", "9"), BASE.replace("5", "7"), None),
        (BASE + "Mine.\n", BASE + "Theirs.\n", None),
        (BASE.replace("Ask us by email.\n", ""), BASE.replace("email", "phone"), None),
    ],
)  # fmt: skip
def test_changes_of_different_places_are_put_together(mine, theirs, both) -> None:
    assert merge(BASE, mine, theirs) == both
    assert merge(BASE, theirs, mine) == both


texts = st.text(alphabet="ab \n", max_size=60)


@given(texts, texts)
def test_who_changed_alone_gets_all_of_it(base: str, changed: str) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@given(texts, texts, texts)
def test_it_does_not_matter_who_came_first(base: str, one: str, other: str) -> None:
    assert merge(base, one, other) == merge(base, other, one)


def test_a_long_text_that_two_rewrote_is_left_to_them() -> None:
    base = "word " * 5_000
    assert merge(base, base.replace("word", "mine", 1), base + "theirs") is None
