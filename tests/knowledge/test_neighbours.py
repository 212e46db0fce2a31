from __future__ import annotations

import pytest

from knowledge.audience import Condition, Traits
from knowledge.models import Article
from knowledge.neighbours import with_neighbours
from knowledge.retrieval import Retrieval, retrieve
from knowledge.services import disable_article
from tests.knowledge.factories import make_live

pytestmark = pytest.mark.django_db
QUESTION = "How long does a refund take to reach my card?"
PARTS = [
    "Lamps hang in the hall, and somebody changes their bulbs in May.",
    "A refund reaches your card within 5 working days after we approve it.",
    "The bicycle shed has forty places, of which ten are for guests.",
    "The lift is looked after each month by its maker.",
]


@pytest.fixture
def house(launchpad) -> Article:
    """Four passages: each part is long enough for one of its own."""
    filler = " Nothing else is said of it in this part of the text." * 10
    body = "\n\n".join(f"## Part {number}\n\n{text}{filler}" for number, text in enumerate(PARTS))
    return make_live(launchpad, "The house", body)


def found(tenant, limit: int = 1) -> Retrieval:
    return with_neighbours(retrieve(tenant=tenant, query=QUESTION, traits=Traits(), limit=limit), tenant)


def test_the_passages_before_and_after_come_along_in_reading_order(house, launchpad, count_queries) -> None:
    retrieval = found(launchpad)

    [hit] = retrieval.hits
    assert PARTS[1] in hit.text
    assert [around.position for around in retrieval.around] == [0, 2]
    assert [around.heading for around in retrieval.around] == ["Part 0", "Part 2"]
    assert PARTS[2] in retrieval.around[1].text
    assert {(around.article_id, around.title, around.url) for around in retrieval.around} == {
        (house.pk, "The house", hit.url)
    }
    assert all(around.vector is None and around.lexical is None for around in retrieval.around)


def test_what_was_found_itself_does_not_come_twice(house, launchpad) -> None:
    retrieval = found(launchpad, limit=8)

    assert len(retrieval.hits) == 4
    assert retrieval.around == []


def test_an_article_of_one_passage_has_none_beside_it(launchpad) -> None:
    make_live(launchpad, "Refunds", PARTS[1])

    assert found(launchpad).around == []
    assert found(launchpad).citable == found(launchpad).hits


def test_nothing_comes_along_that_is_of_another_version_or_went_off_meanwhile(
    house, launchpad, alice
) -> None:
    before = retrieve(tenant=launchpad, query=QUESTION, traits=Traits(), limit=1)
    disable_article(article=house, by=alice)

    assert with_neighbours(before, launchpad).around == []


def test_another_tenant_gets_nothing_of_it(house, launchpad, harbor) -> None:
    before = retrieve(tenant=launchpad, query=QUESTION, traits=Traits(), limit=1)

    assert with_neighbours(before, harbor).around == []


def test_a_text_for_some_comes_only_with_a_hit_in_it(launchpad) -> None:
    make_live(launchpad, "Refunds", PARTS[1])
    make_live(launchpad, "For some", PARTS[2], audience=[Condition.of(plans=["pro"])])

    assert [hit.title for hit in found(launchpad, limit=8).citable] == ["Refunds"]
