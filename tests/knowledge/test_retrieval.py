from __future__ import annotations

import pytest
from django.db import connection, transaction

from ai.embeddings import embed_query
from knowledge.audience import Condition, Traits
from knowledge.models import Passage
from knowledge.retrieval import retrieve
from knowledge.searching import use_iterative_scan
from knowledge.services import archive_article, disable_article, save_draft, set_audience
from tests.knowledge.factories import make_article, make_decoys, make_live

pytestmark = pytest.mark.django_db
NOBODY = Traits()
QUESTION = "How long does a refund take?"
ANSWER = "A refund arrives within 5 working days."


def titles(tenant, traits: Traits = NOBODY, query: str = QUESTION, **options) -> list[str]:
    return [hit.title for hit in retrieve(tenant=tenant, query=query, traits=traits, **options).hits]


def test_the_article_that_answers_comes_first(launchpad) -> None:
    make_live(launchpad, "Time zones", "Each person sets a time zone in the profile.")
    article = make_live(launchpad, "Getting money back", ANSWER)

    retrieval = retrieve(tenant=launchpad, query=QUESTION, traits=NOBODY)

    best = retrieval.hits[0]
    assert (best.article_id, best.slug, best.text) == (article.pk, "getting-money-back", ANSWER)
    assert best.url == "/help/launchpad/getting-money-back/"
    assert 0 < best.lexical <= 1
    assert 0 < best.vector <= 1
    assert [hit.score for hit in retrieval.hits] == sorted(
        (hit.score for hit in retrieval.hits), reverse=True
    )
    assert set(retrieval.timings) == {"embed", "search", "audience"}


def test_an_exact_code_is_found_by_its_word(launchpad) -> None:
    for number in range(4):
        make_live(launchpad, f"Error E-40{number}", f"When you see E-40{number}, restart the exporter.")

    assert titles(launchpad, query="what does E-403 mean", limit=1) == ["Error E-403"]


def test_drafts_switched_off_and_archived_articles_are_not_found(launchpad, alice) -> None:
    make_article(launchpad, "Draft", ANSWER)
    disable_article(article=make_live(launchpad, "Off", ANSWER), by=alice)
    archive_article(article=make_live(launchpad, "Archived", ANSWER), by=alice)
    live = make_live(launchpad, "Live", ANSWER)
    save_draft(article=live, title="Draft of live", body=f"{ANSWER} Really.", base_number=1, by=alice)

    assert titles(launchpad) == ["Live"]


def test_known_issues_are_found_only_when_asked_for(launchpad) -> None:
    make_live(launchpad, "Refund stuck", ANSWER, kind="known_issue", external_id="ISSUE-1")

    assert titles(launchpad) == []
    assert titles(launchpad, kinds=["known_issue"]) == ["Refund stuck"]


@pytest.mark.parametrize(
    ("traits", "may_read"),
    [
        (Traits(), False),
        (Traits(country="DE"), False),
        (Traits(plan="pro"), False),
        (Traits(country="de", plan=" PRO "), True),
        (Traits(country="FR", plan="pro"), True),
        (Traits(country="US", plan="pro"), False),
        (Traits(segment="Partner"), True),
        (Traits(country="US", plan="free", segment="partner"), True),
    ],
)
def test_an_audience_is_the_union_of_its_conditions(traits, may_read, launchpad) -> None:
    audience = [Condition.of(countries=["DE", "fr"], plans=["Pro"]), Condition.of(segments=["partner"])]
    make_live(launchpad, "For some", ANSWER, audience=audience)

    retrieval = retrieve(tenant=launchpad, query=QUESTION, traits=traits)

    assert [hit.title for hit in retrieval.hits] == (["For some"] if may_read else [])
    assert retrieval.excluded_by_audience == ([] if may_read else ["For some"])
    assert all(hit.url == "" for hit in retrieval.hits)


def test_a_changed_audience_holds_at_once(launchpad, alice) -> None:
    article = make_live(launchpad, "Refunds", ANSWER)
    set_audience(article=article, conditions=[Condition.of(plans=["pro"])], by=alice)

    assert titles(launchpad) == []

    set_audience(article=article, conditions=[], by=alice)
    assert titles(launchpad) == ["Refunds"]


def test_what_the_audience_keeps_back_is_named_only_if_it_would_have_been_a_hit(launchpad) -> None:
    make_live(launchpad, "Refunds", ANSWER)
    audience = [Condition.of(plans=["pro"])]
    make_live(launchpad, "Refunds for pro", ANSWER + " For pro customers within a day.", audience=audience)
    make_live(launchpad, "Parking", "Bicycles stand in the yard.", audience=audience)

    retrieval = retrieve(tenant=launchpad, query=QUESTION, traits=NOBODY, limit=1)

    assert "Parking" not in retrieval.excluded_by_audience


@pytest.mark.parametrize("force_index", [False, True])
def test_another_tenants_nearer_passages_do_not_push_ours_out(launchpad, harbor, force_index) -> None:
    ours = make_live(launchpad, "Refunds", ANSWER)
    make_decoys(harbor, embed_query(QUESTION), 1_500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE knowledge_passage")
        if force_index:
            # Few rows of ours make the planner leave the vector index alone: this makes it walk it.
            cursor.execute("SET LOCAL enable_sort = off")

    found = retrieve(tenant=launchpad, query="zzz", traits=NOBODY).hits
    asked = retrieve(tenant=launchpad, query=QUESTION, traits=NOBODY).hits

    assert {hit.article_id for hit in (*found, *asked)} == {ours.pk}


def test_restricted_passages_nearer_than_ours_do_not_push_ours_out(launchpad) -> None:
    make_decoys(launchpad, embed_query(QUESTION), 300)
    decoys = Passage.objects.filter(title="Decoys").first().article
    decoys.audience.create(plans=["pro"])
    make_live(launchpad, "Refunds", ANSWER)

    assert titles(launchpad) == ["Refunds"]
    assert titles(launchpad, Traits(plan="pro"))[0] in {"Decoys", "Refunds"}


@pytest.mark.parametrize(
    "query", ["", "   ", "\x00", "'", "the a of", "a & b | !c:*", "x" * 5_000, "\\ ' \" $$", "日本語"]
)
def test_any_query_is_harmless(query, launchpad) -> None:
    make_live(launchpad, "Refunds", ANSWER)

    assert len(retrieve(tenant=launchpad, query=query, traits=NOBODY).hits) <= 1


def test_four_statements_however_much_there_is(launchpad, count_queries) -> None:
    make_live(launchpad, "Refunds", ANSWER)
    with count_queries() as few:
        retrieve(tenant=launchpad, query=QUESTION, traits=NOBODY)

    make_decoys(launchpad, embed_query(QUESTION), 200)
    with count_queries() as many:
        retrieve(tenant=launchpad, query=QUESTION, traits=NOBODY)

    assert len(few) == len(many) == 4


@pytest.mark.parametrize(("many", "expected"), [(200_000, "200"), (-2, "1000")])
def test_an_index_walk_keeps_more_in_mind_among_many_passages(launchpad, monkeypatch, many, expected) -> None:
    monkeypatch.setattr("knowledge.searching.MANY_PASSAGES", many)
    with transaction.atomic(), connection.cursor() as cursor:
        use_iterative_scan()
        cursor.execute("SHOW hnsw.ef_search")
        assert cursor.fetchone() == (expected,)
