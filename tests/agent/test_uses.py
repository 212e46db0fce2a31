from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import Run, RunPassage
from conversations.services import delete_message
from knowledge.models import Article
from knowledge.services import publish_now, save_draft, unpublish_article
from tests.agent.conftest import REFUNDS
from tests.factories import receive

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ANSWERED = "How long does a refund take until it arrives?"


@pytest.fixture
def answered(refunds, widget, work_off) -> Run:
    receive(widget, ANSWERED)
    work_off()
    return Run.objects.get()


def url_of(article: Article) -> str:
    return reverse("agent:uses", args=[article.slug])


def panel(client, article: Article) -> str:
    return client.get(url_of(article), headers=HTMX).content.decode()


def publish(article: Article, body: str, by) -> None:
    article.refresh_from_db()
    number = article.latest.number
    publish_now(
        version=save_draft(article=article, title="Refunds", body=body, base_number=number, by=by), by=by
    )


def test_an_article_shows_the_answers_that_rest_on_it(answered, refunds, signed_in, vera) -> None:
    client = signed_in(vera)

    assert url_of(refunds) in client.get(refunds.get_absolute_url()).content.decode()
    page = panel(client, refunds)
    assert answered.ticket.get_absolute_url() in page
    assert "1 answer" in page
    assert "stale" not in page.lower()


def test_an_edit_of_the_cited_passage_makes_the_answer_stale(answered, refunds, signed_in, bob) -> None:
    changed = REFUNDS.replace("5 working days", "9 working days")
    save_draft(article=refunds, title="Refunds", body=changed, base_number=1, by=bob)
    client = signed_in(bob)

    before = panel(client, refunds)
    assert "Publishing version 2 makes 1 more answer stale" in before
    assert "Would be stale" in before
    refunds.refresh_from_db()
    publish_now(version=refunds.latest, by=bob)

    after = panel(client, refunds)
    assert "1 stale" in after
    assert "Would be stale" not in after


def test_an_edit_elsewhere_leaves_it_fresh(answered, refunds, signed_in, bob) -> None:
    cited = RunPassage.objects.get(run=answered, is_cited=True).passage
    publish(refunds, refunds.latest.body + "\n\n## Something else\n\n" + "New words. " * 60, bob)

    assert refunds.passages.filter(pk=cited.pk, is_live=False).exists()
    assert "stale" not in panel(signed_in(bob), refunds).lower()


def test_without_a_live_text_every_answer_is_stale(answered, refunds, signed_in, bob) -> None:
    unpublish_article(article=refunds, by=bob)

    assert "1 stale" in panel(signed_in(bob), refunds)


def test_an_answer_that_was_deleted_is_used_nowhere(answered, refunds, signed_in, alice) -> None:
    delete_message(answered.answer, by=alice)

    assert "No answer rests on this text yet." in panel(signed_in(alice), refunds)


def test_it_goes_page_by_page_and_asks_no_more_for_more(
    answered, refunds, signed_in, bob, count_queries, monkeypatch
) -> None:
    monkeypatch.setattr("agent.uses.PAGE", 2)
    cited, client = RunPassage.objects.get(run=answered, is_cited=True), signed_in(bob)
    panel(client, refunds)
    with count_queries() as few:
        panel(client, refunds)
    for _time in range(3):
        ticket = answered.ticket
        message = ticket.discussion.messages.create(tenant=ticket.tenant, author="ai", body="Again.", html="")
        run = Run.objects.create(
            tenant=ticket.tenant, ticket=ticket, message=message, answer=message, decision="reply"
        )
        RunPassage.objects.create(
            run=run, passage=cited.passage, rank=1, title="Refunds", score=1, is_cited=True
        )
    with count_queries() as many:
        first = client.get(url_of(refunds), headers=HTMX)

    assert len(many) == len(few)
    older = first.context["uses"].older_than
    second = client.get(f"{url_of(refunds)}?before={older}", headers=HTMX)
    seen = [use.run.pk for page in (first, second) for use in page.context["uses"].rows]
    assert seen == sorted(Run.objects.values_list("pk", flat=True), reverse=True)


def test_outsiders_find_nothing_and_it_is_only_read(refunds, signed_in, charlie, bob) -> None:
    assert signed_in(charlie).get(url_of(refunds)).status_code == 404
    assert signed_in(bob).post(url_of(refunds)).status_code == 405
