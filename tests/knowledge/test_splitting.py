from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.splitting import MOST_WORDS, OVERLAP_WORDS, SHARED_WORDS, count_words, split

WORD = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
SENTENCE = st.lists(WORD, min_size=1, max_size=40).map(lambda words: " ".join(words) + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=12).map(" ".join)
ITEMS = st.lists(SENTENCE, min_size=1, max_size=20).map(
    lambda items: "\n".join(f"- {item}" for item in items)
)
STEPS = st.lists(SENTENCE, min_size=1, max_size=9).map(
    lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
)
CODE = st.lists(WORD, min_size=1, max_size=30).map(lambda lines: "```\n" + "\n".join(lines) + "\n```")
HEADING = st.tuples(st.integers(1, 4), st.lists(WORD, min_size=1, max_size=6)).map(
    lambda parts: "#" * parts[0] + " " + " ".join(parts[1])
)
BODY = st.lists(st.one_of(HEADING, PARAGRAPH, ITEMS, STEPS, CODE), min_size=1, max_size=25).map("\n\n".join)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def is_within(words: list[str], text: list[str]) -> bool:
    """Whether the words stand in the text in this order, with anything between."""
    rest = iter(text)
    return all(word in rest for word in words)


@settings(max_examples=150, deadline=None)
@given(BODY)
def test_no_word_is_lost_and_their_order_is_kept(body) -> None:
    pieces = split(body)

    assert is_within(words_of(body), words_of(" ".join(f"{piece.heading} {piece.text}" for piece in pieces)))


@settings(max_examples=150, deadline=None)
@given(BODY)
def test_no_passage_is_empty_or_longer_than_the_bound(body) -> None:
    for piece in split(body):
        assert 0 < count_words(piece.text) <= MOST_WORDS


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=2_000))
def test_any_text_is_split_without_losing_words(text) -> None:
    pieces = split(text)

    kept = "".join(words_of(" ".join(f"{piece.heading} {piece.text}" for piece in pieces)))
    missing = [word for word in words_of(text) if word.isascii() and word.isalpha() and word not in kept]
    assert missing == []


def test_nothing_gives_nothing() -> None:
    assert split("") == []
    assert split(" \n\n ") == []


def test_a_passage_knows_the_headings_above_it() -> None:
    long = "word " * (SHARED_WORDS - 5)
    pieces = split(f"# Billing\n\n## Refunds\n\n{long}\n\n## Invoices\n\n{long}\n\n# Other\n\n{long}")

    assert [piece.heading for piece in pieces] == ["Billing > Refunds", "Billing > Invoices", "Other"]


def test_short_sections_share_a_passage_with_their_headings_in_it() -> None:
    (piece,) = split("Intro.\n\n## First\n\nOne.\n\n## Second\n\nTwo.")

    assert piece.heading == ""
    assert piece.text == "Intro.\n\n## First\n\nOne.\n\n## Second\n\nTwo."


def test_sections_under_one_heading_are_filed_under_it() -> None:
    (piece,) = split("# Top\n\n## First\n\nOne.\n\n## Second\n\nTwo.")

    assert piece.heading == "Top"
    assert piece.text.startswith("## First")


def test_a_list_of_steps_stays_whole() -> None:
    steps = "\n".join(f"{number}. Do the thing number {number} with care." for number in range(1, 12))
    pieces = split("Before. " * 120 + "\n\n" + steps)

    assert sum("1. Do the thing" in piece.text for piece in pieces) == 1
    assert any(steps in piece.text for piece in pieces)


def test_a_cut_in_prose_repeats_the_sentence_before_it() -> None:
    paragraphs = "\n\n".join(
        " ".join(f"Sentence {number} {part} has exactly seven words." for part in "abcdefghij")
        for number in range(6)
    )
    first, second, *_rest = split(paragraphs)

    last_sentence = first.text.rstrip(".").split(". ")[-1] + "."
    assert second.text.startswith(last_sentence)
    assert count_words(last_sentence) <= OVERLAP_WORDS


def test_a_heading_with_nothing_under_it_can_still_be_found() -> None:
    (piece,) = split("# Only a heading")

    assert "Only a heading" in f"{piece.heading} {piece.text}"
