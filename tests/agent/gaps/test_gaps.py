from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from agent.gaps.drafting import masked
from agent.gaps.finding import start_search, start_where_something_is_new
from agent.models import Gap, GapQuestion, GapSearch, Run
from conversations.jobs.claim import claim
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from knowledge.models import Article
from knowledge.services import publish
from knowledge.services.errors import ContentRefused
from tests.factories import receive
from tickets.services import post_note, post_reply

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DOGS = [
    "Hi there, can I bring my dog to the office? I work for uma@example.com, +49 151 2345 6789.",
    "Are dogs allowed in the office?",
    "May I bring a dog to your office?",
]
EXPORT = ["How do I export invoices to Excel?", "Is there an Excel export of invoices?"]


@pytest.fixture
def unanswered(widget, work_off) -> list[Run]:
    """Without any knowledge, every question is handed over for want of it."""
    for body in [*DOGS, *EXPORT, "What is the capital of France?"]:
        receive(widget, body)
    work_off()
    return list(Run.objects.order_by("pk"))


@pytest.fixture
def found(unanswered, launchpad, work_off) -> list[Gap]:
    start_search(launchpad)
    work_off()
    return list(Gap.objects.order_by("-size"))


def texts_of(gap: Gap) -> set[str]:
    return {question.run.message.body for question in gap.questions.all()}


def test_questions_that_went_unanswered_become_gaps(found) -> None:
    assert [gap.size for gap in found] == [3, 2]
    assert texts_of(found[0]) == set(DOGS)
    assert texts_of(found[1]) == set(EXPORT)


def test_the_page_shows_the_largest_first_with_its_tickets(found, signed_in, vera) -> None:
    page = signed_in(vera).get(reverse("agent:gaps")).content.decode()

    assert page.index("3 questions") < page.index("2 questions")
    for run in Run.objects.filter(gap_question__gap=found[0]):
        assert run.ticket.get_absolute_url() in page
    assert "Draft an article" not in page
    assert "More often" in page


def test_the_trend_compares_two_weeks_with_the_two_before(found, signed_in, bob) -> None:
    GapQuestion.objects.filter(gap=found[0]).update(asked_at=timezone.now() - timedelta(days=20))

    page = signed_in(bob).get(reverse("agent:gaps")).content.decode()

    assert "0 in the last two weeks, 3 in the two before" in page
    assert "Less often" in page


def test_a_gap_is_one_press_from_a_draft_that_does_not_go_live_by_itself(
    found, signed_in, bob, alice, work_off
) -> None:
    run = Run.objects.get(message__body=DOGS[1])
    post_note(run.ticket, by=bob, body="Nobody knows, ask facilities.")
    post_reply(run.ticket, by=bob, body="Dogs are welcome on Fridays. Call me: 030 1234567.")
    url = reverse("agent:gap-draft", args=[found[0].pk])
    client = signed_in(bob)

    for _time in range(2):
        answer = client.post(url)
    work_off()

    article = Article.objects.get()
    assert answer["Location"] == reverse("knowledge:edit", args=[article.slug])
    body = article.latest.body
    assert article.title in ("Can I bring my dog to the office?", *DOGS[1:])
    assert "Are dogs allowed in the office?" in body
    assert "Dogs are welcome on Fridays." in body
    assert "uma@example.com" not in body
    assert "2345" not in body
    assert "030" not in body
    assert "Nobody knows" not in body
    assert not article.is_live
    with pytest.raises(ContentRefused, match="still to be written"):
        publish(version=article.latest, by=alice)
    assert AuditEntry.objects.filter(action="gap.drafted").count() == 1
    assert article.title in client.get(reverse("agent:gaps") + "?state=drafted").content.decode()


def test_a_gap_is_dismissed_and_stays_so_when_it_is_looked_for_again(
    found, widget, launchpad, signed_in, bob, work_off
) -> None:
    client, url = signed_in(bob), reverse("agent:gap-dismiss", args=[found[0].pk])

    for _time in range(2):
        page = client.post(url, headers=HTMX).content.decode()
    assert reverse("agent:gap-reopen", args=[found[0].pk]) in page
    assert f'id="gap-{found[0].pk}"' not in page
    receive(widget, "Is my dog allowed in the office?")
    work_off()
    start_search(launchpad)
    work_off()

    gap = Gap.objects.get(pk=found[0].pk)
    assert (gap.state, gap.size) == (Gap.State.DISMISSED, 4)
    assert Gap.objects.filter(state=Gap.State.OPEN).count() == 1
    client.post(reverse("agent:gap-reopen", args=[gap.pk]))
    gap.refresh_from_db()
    assert gap.is_open


def test_a_deleted_question_is_shown_nowhere(found, launchpad, signed_in, bob, work_off) -> None:
    Message.objects.filter(body__in=EXPORT).update(deleted_at=timezone.now())

    assert "Excel" not in signed_in(bob).get(reverse("agent:gaps")).content.decode()
    start_search(launchpad)
    work_off()
    assert [gap.size for gap in Gap.objects.all()] == [3]


def test_looking_is_asked_for_by_a_button_and_by_the_clock(
    unanswered, launchpad, harbor, signed_in, bob, work_off
) -> None:
    client, url = signed_in(bob), reverse("agent:gaps-find")

    for _time in range(2):
        page = client.post(url, headers=HTMX).content.decode()
    assert "Comparing" in page
    assert Job.objects.filter(name="agent.find_gaps").count() == 1
    work_off()
    assert "Looked for" in client.get(reverse("agent:gaps"), headers=HTMX).content.decode()

    assert start_where_something_is_new() == 0
    GapQuestion.objects.first().delete()
    assert start_where_something_is_new() == 1


def test_a_search_that_was_killed_goes_on_with_what_it_had(unanswered, launchpad, work_off) -> None:
    start_search(launchpad)
    job = Job.objects.get(name="agent.find_gaps")
    claim(job.key)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, claim_token=None)

    work_off()

    assert GapQuestion.objects.count() == len(unanswered)
    assert not GapSearch.objects.get().is_running


def test_a_search_that_fails_says_so(unanswered, launchpad, signed_in, bob, monkeypatch) -> None:
    def fail(texts, *, model):
        raise OSError("the model's file is gone")

    start_search(launchpad)
    monkeypatch.setattr("agent.gaps.finding.embed_texts", fail)
    for _attempt in range(3):
        run_job(Job.objects.get(name="agent.find_gaps").key)

    assert "The latest search failed" in signed_in(bob).get(reverse("agent:gaps")).content.decode()


@pytest.mark.parametrize("name", ["gap-draft", "gap-dismiss", "gap-reopen", "gaps-find"])
def test_outsiders_find_nothing_and_viewers_change_nothing(
    name, found, signed_in, charlie, vera, bob
) -> None:
    url = reverse(f"agent:{name}", args=[found[0].pk] if name != "gaps-find" else [])

    assert signed_in(charlie).post(url).status_code == (404 if name != "gaps-find" else 302)
    assert signed_in(vera).post(url).status_code == 403
    assert signed_in(bob).get(url).status_code == 405
    assert Gap.objects.filter(state=Gap.State.OPEN).count() == 2
    assert "dog" not in signed_in(charlie).get(reverse("agent:gaps")).content.decode()


def test_the_pages_queries_do_not_grow_with_its_gaps(found, launchpad, signed_in, bob, count_queries) -> None:
    client, url = signed_in(bob), reverse("agent:gaps")
    client.get(url)
    with count_queries() as few:
        client.get(url)
    for question in GapQuestion.objects.filter(gap=found[0]):
        gap = Gap.objects.create(tenant=launchpad, size=1, central=question)
        GapQuestion.objects.filter(pk=question.pk).update(gap=gap)
    with count_queries() as many:
        client.get(url)

    assert len(many) == len(few)


def test_no_article_takes_the_pages_address(launchpad, bob) -> None:
    from tests.knowledge.factories import make_article

    assert make_article(launchpad, "Gaps").slug == "gaps-2"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Mail a.b+c@example.co.uk now", "Mail [email] now"),
        ("Call +49 (151) 234-5678", "Call [number]"),
        ("Card 4111 1111 1111 1111.", "Card [number]."),
        ("In 2026 it took 5 days and 1200 euros", "In 2026 it took 5 days and 1200 euros"),
    ],
)
def test_addresses_and_numbers_are_masked(text, after) -> None:
    assert masked(text) == after
