from __future__ import annotations

import pytest

from ai.offering import nearest_articles
from ai.types import Source


def source(number: int, title: str, text: str) -> Source:
    return Source(passage_id=number, article_id=number, title=title, text=text, vector=0.5, lexical=0.2)


def test_the_words_of_the_question_are_marked_in_all_their_forms() -> None:
    nearest = nearest_articles(
        "how do I cancel my subscription",
        [source(1, "Plans", "You can end it. Cancelling a subscription is free.")],
    )
    (article,) = nearest.articles
    assert [piece.text for piece in article.excerpt if piece.is_marked] == ["Cancelling", "subscription"]
    assert "".join(piece.text for piece in article.excerpt) == article.text


def test_an_excerpt_is_short_plain_and_ends_at_a_word() -> None:
    long = "Open **Settings** and [Billing](https://example.com/b), where refunds are " + "listed again " * 60
    (article,) = nearest_articles("where are refunds listed", [source(1, "Refunds", long)]).articles
    assert len(article.text) <= 221
    assert article.text.endswith("…")
    assert "listed agai…" not in article.text
    assert not {"*", "[", "("} & set(article.text)


def test_each_article_is_there_once_and_three_at_most() -> None:
    sources = [
        source(number, f"Refund {number}", f"Refund number {number} takes a week.") for number in range(6)
    ]
    sources.append(sources[0].model_copy(update={"passage_id": 99}))
    nearest = nearest_articles("refund takes how long", sources)
    ids = [article.article_id for article in nearest.articles]
    assert len(ids) == len(set(ids)) == 3


@pytest.mark.parametrize("question", ["", "???", "🙂", "a" * 5000])
def test_odd_questions_do_no_harm(question: str) -> None:
    nearest = nearest_articles(
        question, [source(1, "Refunds", "A refund takes a week."), source(2, "Empty", "")]
    )
    assert 0 <= nearest.chance <= 1


def test_nothing_found_is_nothing_to_show() -> None:
    nearest = nearest_articles("refund", [])
    assert (nearest.articles, nearest.chance) == ((), 0)


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("Choose a priority:\n\n- **Urgent**\n- High\n- Low", "Choose a priority: Urgent; High; Low"),
        ("1. Open the priority list.\n2. Choose one.", "Open the priority list. Choose one."),
        (
            "| Priority | Answer |\n| --- | --- |\n| Urgent | 1 hour |\n| Low | 2 days |",
            "Priority, Answer; Urgent, 1 hour; Low, 2 days",
        ),
        ("- A priority that\n  goes on\n- Low", "A priority that goes on; Low"),
    ],
)
def test_lists_and_tables_read_as_sentences(markdown, shown) -> None:
    (article,) = nearest_articles("which priority can I choose", [source(1, "Work", markdown)]).articles

    assert article.text == shown
