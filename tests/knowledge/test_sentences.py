from __future__ import annotations

import pytest
from django.db import connection

from knowledge.audience import Traits
from knowledge.models import Passage
from knowledge.retrieval import retrieve
from knowledge.sentences import SENTENCES_AT_MOST, embed_sentences, sentences_of, unmarked
from tests.knowledge.factories import make_live


def test_marks_are_left_out_and_every_word_stays() -> None:
    assert (
        unmarked("## Refunds\n\n- **One** `x`\n2. [Two](https://e.com)\n> three")
        == "Refunds\n\nOne x\nTwo\nthree"
    )
    assert unmarked("2 * 3 - 1") == "2 * 3 - 1"


def test_a_passage_says_its_title_its_sentences_and_its_items() -> None:
    said = sentences_of("Refunds", "It takes 5 days. Cards are slower.\n\n- By card\n- By bank")

    assert said == ["Refunds", "It takes 5 days.", "Cards are slower.", "By card", "By bank"]
    assert len(sentences_of("List", "\n".join(f"- Item {n}" for n in range(100)))) <= SENTENCES_AT_MOST + 1


def test_sentences_that_are_repeated_get_the_same_vector() -> None:
    one, other = embed_sentences([("Refunds", "It takes 5 days."), ("Refunds", "It takes 5 days. Really.")])

    assert one.shape == (2, 384)
    assert (one[1] == other[1]).all()


@pytest.mark.django_db
def test_they_are_kept_with_the_passage(launchpad) -> None:
    make_live(launchpad, "Refunds", "It takes 5 days. Cards are slower.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(sentences) FROM knowledge_passage")
        assert cursor.fetchall() == [(3,)]


@pytest.mark.django_db
def test_a_sentence_that_says_it_lifts_its_passage(launchpad) -> None:
    other = "Our team looks after invoices, rates and time. Ask your manager what applies to you. " * 3
    make_live(launchpad, "Leaving us", f"{other}You can bring a dog to the office on Fridays. {other}")
    make_live(launchpad, "The office", "There is an office, with desks, chairs, and a kitchen.")
    question = {"tenant": launchpad, "query": "may I bring my dog to the office", "traits": Traits()}

    assert [hit.title for hit in retrieve(**question).hits] == ["Leaving us", "The office"]


@pytest.mark.django_db
def test_a_passage_from_before_sentences_is_ordered_by_what_it_has(launchpad) -> None:
    make_live(launchpad, "Refunds", "It takes 5 days.")
    Passage.objects.update(sentences=None)

    (hit,) = retrieve(tenant=launchpad, query="refund", traits=Traits()).hits

    assert hit.score == pytest.approx(hit.vector + 0.25 * (hit.lexical or 0))
