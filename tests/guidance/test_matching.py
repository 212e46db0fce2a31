"""Phrases in texts: what counts as one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.matching import find, fold, mentions, stem, words_of

WORDS = st.lists(st.sampled_from(["refund", "the", "money", "will", "you", "get"]), min_size=1, max_size=6)

# The machine may be busy: how long a case takes says nothing here.
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("refund", "Where are my REFUNDS?"),
        ("refund", "You were refunded."),
        ("refunds", "Give me a refund"),
        ("promise", "We keep promising."),
        ("policy", "Our policies changed."),
        ("stop", "It stopped."),
        ("cancel", "I cancelled it."),
        ("doesn't help", "It doesn’t help"),
        ("doesn’t help", "it DOESN'T HELP"),
        ("money back", "my *money* **back**, please"),
        ("will … refund", "We will gladly and fully refund it."),
        ("will ... refund", "we will refund it"),
        ("refund", "a re\u00adfund"),
        ("café", "at the Cafe\u0301"),
        ("100%", "a 100% promise"),
    ],
)
def test_a_phrase_is_found(phrase, text) -> None:
    assert mentions(text, [phrase]) == phrase


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("rent", "The renter is different."),
        ("gas", "The gasket leaks."),
        ("refund", "That is profound."),
        ("money back", "back to the money"),
        ("will … refund", "We will look at it and then perhaps one day refund it."),
        ("refund", "[Read this](/help/refund/) or https://example.com/refund"),
        ("late", "Talk to you later."),
        ("…", "Anything at all …"),
    ],
)
def test_a_phrase_is_not_found(phrase, text) -> None:
    assert mentions(text, [phrase]) == ""


@quick
@given(phrase=WORDS, before=WORDS, after=WORDS)
def test_a_phrase_is_found_wherever_it_stands_and_in_any_case(phrase, before, after) -> None:
    text = " ".join([*before, *phrase, *after])

    assert any(True for _found in find(" ".join(phrase), words_of(fold(text))))
    assert mentions(text.upper(), [" ".join(phrase)])


@quick
@given(st.text(max_size=200), st.text(max_size=30))
def test_no_text_breaks_it(text, phrase) -> None:
    assert mentions(text, [phrase]) in ("", phrase)


@quick
@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_stem_is_never_empty(word) -> None:
    assert stem(word)
