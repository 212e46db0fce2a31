from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from accounts.models import AuditEntry
from conversations.jobs.claim import claim
from conversations.jobs.run import run_job
from conversations.models import Job
from knowledge import services
from knowledge.models import Article, Passage, Version
from knowledge.services.publishing import embed_and_swap
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db


def live_texts(article: Article) -> list[str]:
    passages = Passage.objects.filter(article=article, is_live=True).order_by("position")
    return list(passages.values_list("text", flat=True))


def test_publishing_makes_the_text_findable_once_it_is_embedded(launchpad, bob, work_off) -> None:
    article = make_article(launchpad, "Refunds", "Refunds take 5 days.")

    services.publish(version=article.latest, by=bob)
    article.refresh_from_db()
    assert article.is_going_live
    assert live_texts(article) == []

    assert work_off() == 1
    article.refresh_from_db()
    assert article.is_live
    assert article.published == article.latest
    assert article.published.state == Version.State.PUBLISHED
    assert article.published.approved_by == bob
    assert live_texts(article) == ["Refunds take 5 days."]


def test_the_old_text_stays_live_until_the_new_one_is_embedded(launchpad, bob, work_off) -> None:
    article = make_live(launchpad, "Refunds", "Old text.")
    version = services.save_draft(article=article, title="Refunds", body="New text.", base_number=1, by=bob)

    services.publish(version=version, by=bob)
    assert live_texts(article) == ["Old text."]

    work_off()
    assert live_texts(article) == ["New text."]
    assert Version.objects.get(article=article, number=1).state == Version.State.ARCHIVED


def test_asking_twice_publishes_once(launchpad, bob, work_off) -> None:
    article = make_article(launchpad)

    for _time in range(2):
        services.publish(version=article.latest, by=bob)
    assert Job.objects.filter(name="knowledge.embed_version").count() == 1
    work_off()
    services.publish(version=article.latest, by=bob)

    assert Job.objects.filter(name="knowledge.embed_version").count() == 1
    assert AuditEntry.objects.filter(action="article.published").count() == 1


def test_a_job_killed_before_its_end_is_done_again_without_doubling(launchpad, bob) -> None:
    article = make_article(launchpad)
    services.publish(version=article.latest, by=bob)
    job = Job.objects.get(name="knowledge.embed_version")
    killed = claim(job.key)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, claim_token=None)

    run_job(job.key)
    run_job(job.key)

    assert killed is not None
    assert len(live_texts(article)) == 1
    assert Passage.objects.filter(article=article).count() == 1


def test_a_worker_that_lost_its_lease_changes_nothing(launchpad, bob) -> None:
    from conversations.jobs import LeaseLost

    article = make_article(launchpad)
    services.publish(version=article.latest, by=bob)
    job = Job.objects.get(name="knowledge.embed_version")
    slow = claim(job.key)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, claim_token=None)

    with pytest.raises(LeaseLost):
        embed_and_swap(version_id=article.latest.pk, finish=slow.finish)

    assert Passage.objects.filter(article=article).count() == 0


def test_when_it_can_not_be_embedded_the_article_says_so_and_can_be_published_again(
    launchpad, bob, monkeypatch, work_off
) -> None:
    article = make_live(launchpad, "Refunds", "Old text.")
    version = services.save_draft(article=article, title="Refunds", body="New text.", base_number=1, by=bob)
    services.publish(version=version, by=bob)
    job = Job.objects.get(name="knowledge.embed_version")

    def fail(texts):
        raise OSError("the model's file is gone")

    with monkeypatch.context() as broken:
        broken.setattr("knowledge.services.publishing.embed_texts", fail)
        for _attempt in range(5):
            run_job(job.key)
    article.refresh_from_db()
    assert article.pending_error
    assert live_texts(article) == ["Old text."]

    services.publish(version=version, by=bob)
    work_off()
    article.refresh_from_db()
    assert article.pending_error == ""
    assert live_texts(article) == ["New text."]


def test_a_version_that_is_overtaken_does_not_go_live(launchpad, bob, work_off) -> None:
    article = make_article(launchpad, "Refunds", "One.")
    services.publish(version=article.latest, by=bob)
    second = services.save_draft(article=article, title="Refunds", body="Two.", base_number=1, by=bob)
    services.publish(version=second, by=bob)

    work_off()

    assert live_texts(article) == ["Two."]
    assert Version.objects.get(article=article, number=1).state == Version.State.ARCHIVED


def test_switching_off_hides_at_once_and_on_shows_again(launchpad, bob) -> None:
    article = make_live(launchpad)

    for _time in range(2):
        services.disable_article(article=article, by=bob)
    assert live_texts(article) == []

    for _time in range(2):
        services.enable_article(article=article, by=bob)
    assert len(live_texts(article)) == 1
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["article.disabled", "article.enabled"]


def test_what_goes_live_while_switched_off_stays_hidden(launchpad, bob, work_off) -> None:
    article = make_article(launchpad)
    services.publish(version=article.latest, by=bob)
    services.disable_article(article=article, by=bob)

    work_off()
    assert live_texts(article) == []

    services.enable_article(article=article, by=bob)
    assert len(live_texts(article)) == 1


def test_archiving_hides_stops_what_is_on_its_way_and_can_be_taken_back(launchpad, bob, work_off) -> None:
    article = make_live(launchpad, "Refunds", "Old text.")
    version = services.save_draft(article=article, title="Refunds", body="New text.", base_number=1, by=bob)
    services.publish(version=version, by=bob)

    services.archive_article(article=article, by=bob)
    work_off()
    assert live_texts(article) == []
    with pytest.raises(services.ContentRefused):
        services.publish(version=version, by=bob)

    services.restore_article(article=article, by=bob)
    assert live_texts(article) == ["Old text."]


def test_reverting_is_a_new_version_with_the_old_text(launchpad, bob, work_off) -> None:
    article = make_live(launchpad, "Refunds", "First.")
    first = article.published
    second = services.save_draft(article=article, title="Refunds", body="Second.", base_number=1, by=bob)
    services.publish_now(version=second, by=bob)

    for _time in range(2):
        services.revert_to(version=first, by=bob)
    work_off()

    article.refresh_from_db()
    assert (article.latest.number, article.latest.body) == (3, "First.")
    assert live_texts(article) == ["First."]
    assert article.versions.count() == 3


def test_publishing_the_live_version_again_stops_the_one_on_its_way(launchpad, bob, work_off) -> None:
    article = make_live(launchpad, "Refunds", "First.")
    kept = article.passages.get()
    second = services.save_draft(article=article, title="Refunds", body="Second.", base_number=1, by=bob)
    services.publish(version=second, by=bob)

    services.publish(version=article.published, by=bob)
    work_off()

    assert live_texts(article) == ["First."]
    assert article.passages.get() == kept


def test_a_job_for_an_article_that_was_deleted_ends(launchpad, bob, work_off) -> None:
    article = make_article(launchpad)
    services.publish(version=article.latest, by=bob)
    article.delete()

    assert work_off() == 1


@pytest.mark.django_db(transaction=True)
def test_two_members_who_publish_at_once_publish_once(launchpad, alice, bob) -> None:
    article = make_article(launchpad)
    together = threading.Barrier(2)

    def publish(by) -> None:
        together.wait()
        services.publish(version=Version.objects.get(pk=article.latest.pk), by=by)
        connection.close()

    threads = [threading.Thread(target=publish, args=(member,)) for member in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Job.objects.filter(name="knowledge.embed_version").count() == 1


@pytest.mark.django_db(transaction=True)
def test_readers_see_the_old_passages_or_the_new_ones_and_never_both(launchpad, bob) -> None:
    article = make_live(launchpad, "Refunds", "Old text.")
    version = services.save_draft(article=article, title="Refunds", body="New text.", base_number=1, by=bob)
    services.publish(version=version, by=bob)
    seen: list[list[str]] = []

    class Finish:
        def __enter__(self) -> None:
            self.block = transaction.atomic()
            self.block.__enter__()

        def __exit__(self, *error) -> None:
            reader = threading.Thread(target=self.look)
            reader.start()
            reader.join()
            self.block.__exit__(*error)

        def look(self) -> None:
            seen.append(live_texts(article))
            connection.close()

    embed_and_swap(version_id=version.pk, finish=Finish)

    assert [*seen, live_texts(article)] == [["Old text."], ["New text."]]
