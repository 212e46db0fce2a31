from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Member
from conversations.jobs.run import run_job, sweep_jobs
from conversations.models import Job
from knowledge.models import Article, ScheduledChange
from knowledge.services import archive_article, ask_for_review, save_draft, schedule_publish
from tests.factories import MemberFactory
from tests.knowledge.factories import make_article, make_live
from tickets.models import Notification

pytestmark = pytest.mark.django_db
State = ScheduledChange.State


def in_hours(hours: float) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def url_of(name: str, article: Article, *more: object) -> str:
    return reverse(f"knowledge:schedule-{name}", args=[article.slug, *more])


def come(change: ScheduledChange, work_off) -> None:
    """Its moment comes, and a worker looks."""
    past = timezone.now() - timedelta(minutes=1)
    ScheduledChange.objects.filter(pk=change.pk).update(at=past)
    Job.objects.filter(name="knowledge.carry_out").update(run_at=past)
    work_off()


MUTATIONS = {
    "publish": lambda: {"version": "2", "at": in_hours(2)},
    "unpublish": lambda: {"at": in_hours(2)},
}


@pytest.fixture
def article(launchpad, bob) -> Article:
    """Version 1 is live, version 2 a draft."""
    article = make_live(launchpad, "Refunds", "Old text.")
    save_draft(article=article, title="Refunds", body="New text.", base_number=1, by=bob)
    article.refresh_from_db()
    return article


@pytest.mark.parametrize("name", MUTATIONS)
def test_outsiders_and_viewers_plan_nothing(name, article, signed_in, charlie, vera, bob) -> None:
    values = MUTATIONS[name]()

    assert signed_in(charlie).post(url_of(name, article), values).status_code == 404
    assert signed_in(vera).post(url_of(name, article), values).status_code == 403
    assert signed_in(bob).get(url_of(name, article)).status_code == 405
    assert not ScheduledChange.objects.exists()


@pytest.mark.parametrize("name", MUTATIONS)
def test_planning_the_same_twice_is_one_plan(name, article, signed_in, bob) -> None:
    values, client = MUTATIONS[name](), signed_in(bob)

    for _time in range(2):
        assert client.post(url_of(name, article), values).status_code == 302

    assert ScheduledChange.objects.count() == 1
    assert AuditEntry.objects.filter(action="article.scheduled").count() == 1


def test_a_version_goes_live_at_its_moment_and_once(article, signed_in, bob, work_off) -> None:
    signed_in(bob).post(url_of("publish", article), {"version": "2", "at": in_hours(2)})
    change = ScheduledChange.objects.get()
    run_job(Job.objects.get(name="knowledge.carry_out").key)
    article.refresh_from_db()
    assert article.published.body == "Old text."

    come(change, work_off)
    article.refresh_from_db()
    change.refresh_from_db()
    assert (article.published.body, change.state) == ("New text.", State.DONE)
    Job.objects.filter(name="knowledge.carry_out").update(state="queued")
    work_off()
    assert AuditEntry.objects.filter(action="article.published", changes={"version": 2}).count() == 1


def test_the_sweep_tells_the_queue_of_what_is_due(article, bob) -> None:
    schedule_publish(version=article.latest, at=timezone.now() + timedelta(hours=2), by=bob)
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(name="knowledge.carry_out").update(run_at=long_ago, sent_at=long_ago)

    assert sweep_jobs() == 1


def test_a_moment_is_in_the_members_own_zone(article, signed_in, bob) -> None:
    Member.objects.filter(pk=bob.pk).update(timezone="Asia/Tokyo")
    day = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=3)
    client = signed_in(bob)

    client.post(url_of("publish", article), {"version": "2", "at": f"{day}T09:00"})

    assert ScheduledChange.objects.get().at == datetime.combine(
        day, datetime.min.time().replace(hour=9), ZoneInfo("Asia/Tokyo")
    )
    page = client.get(article.get_absolute_url()).content.decode()
    assert "09:00" in page
    assert "Asia/Tokyo" in page


def test_what_is_written_meanwhile_is_no_part_of_it_and_the_page_says_so(
    article, signed_in, bob, work_off
) -> None:
    change = schedule_publish(version=article.latest, at=timezone.now() + timedelta(hours=2), by=bob)
    save_draft(article=article, title="Refunds", body="Newest text.", base_number=2, by=bob)

    page = signed_in(bob).get(article.get_absolute_url()).content.decode()
    come(change, work_off)

    assert "Version 2 goes live on" in page
    assert "Version 3 is newer and is not part of it." in page
    article.refresh_from_db()
    assert article.published.body == "New text."


def test_a_plan_is_cancelled_and_the_cancelling_is_undone(article, signed_in, bob, work_off) -> None:
    change = schedule_publish(version=article.latest, at=timezone.now() + timedelta(hours=2), by=bob)
    client = signed_in(bob)

    answer = client.post(url_of("cancel", article, change.pk), headers={"HX-Request": "true"})
    client.post(url_of("cancel", article, change.pk))
    come(change, work_off)

    assert url_of("publish", article) in answer.content.decode()
    article.refresh_from_db()
    assert article.published.body == "Old text."
    assert AuditEntry.objects.filter(action="article.schedule_cancelled").count() == 1


def test_a_plan_of_another_article_is_not_cancelled_by_this_ones_address(
    article, launchpad, signed_in, charlie, vera, bob
) -> None:
    change = schedule_publish(version=article.latest, at=timezone.now() + timedelta(hours=2), by=bob)
    other = make_article(launchpad, "Parking")

    assert signed_in(bob).post(url_of("cancel", other, change.pk)).status_code == 404
    assert signed_in(charlie).post(url_of("cancel", article, change.pk)).status_code == 404
    assert signed_in(vera).post(url_of("cancel", article, change.pk)).status_code == 403
    change.refresh_from_db()
    assert change.is_waiting


@pytest.mark.parametrize("at", ["", "nonsense", "2001-01-01T09:00", "2999-01-01T09:00"])
def test_a_moment_that_makes_no_sense_is_refused(at, article, signed_in, bob) -> None:
    for name in MUTATIONS:
        answer = signed_in(bob).post(url_of(name, article), {"version": "2", "at": at})
        assert answer.status_code == 422

    assert not ScheduledChange.objects.exists()


def test_an_article_stops_being_live_at_a_moment_and_can_be_published_again(
    article, signed_in, bob, work_off
) -> None:
    signed_in(bob).post(url_of("unpublish", article), {"at": in_hours(2)})
    come(ScheduledChange.objects.get(), work_off)

    article.refresh_from_db()
    assert article.published is None
    assert not article.passages.filter(is_live=True).exists()
    signed_in(bob).post(reverse("knowledge:publish", args=[article.slug]), {"version": "2"})
    work_off()
    article.refresh_from_db()
    assert article.is_live


def test_what_is_not_live_is_not_to_stop_being_so(launchpad, signed_in, bob) -> None:
    article = make_article(launchpad)

    assert signed_in(bob).post(url_of("unpublish", article), {"at": in_hours(2)}).status_code == 422


def test_archiving_cancels_what_was_planned(article, bob, work_off) -> None:
    change = schedule_publish(version=article.latest, at=timezone.now() + timedelta(hours=2), by=bob)

    archive_article(article=article, by=bob)
    come(change, work_off)

    change.refresh_from_db()
    assert change.state == State.CANCELLED


def test_what_can_not_go_live_at_its_moment_is_said_on_the_page_and_to_its_member(
    article, signed_in, launchpad, alice, bob, work_off
) -> None:
    change = schedule_publish(version=article.latest, at=timezone.now() + timedelta(hours=2), by=bob)
    MemberFactory(tenant=launchpad, role=Member.Role.ADMIN)

    come(change, work_off)

    change.refresh_from_db()
    assert change.state == State.FAILED
    page = signed_in(bob).get(article.get_absolute_url()).content.decode()
    assert "could not be done" in page
    assert Notification.objects.get(member=bob).kind == "review_decided"


def test_where_approval_is_required_a_moment_is_no_way_round_it(
    launchpad, signed_in, alice, bob, work_off
) -> None:
    adam = MemberFactory(tenant=launchpad, role=Member.Role.ADMIN)
    article = make_article(launchpad, by=alice)
    client = signed_in(alice)

    planned = client.post(url_of("publish", article), {"version": "1", "at": in_hours(2)})
    assert planned.status_code == 422
    client.post(reverse("knowledge:review-ask", args=[article.slug]), {"version": "1", "at": in_hours(2)})
    approve = reverse("knowledge:review-approve", args=[article.slug])
    assert client.post(approve, {"version": "1"}).status_code == 422
    assert signed_in(adam).post(approve, {"version": "1"}).status_code == 302

    change = ScheduledChange.objects.get()
    assert not article.versions.get().published_at
    come(change, work_off)
    article.refresh_from_db()
    assert article.is_live


def test_a_moment_that_passed_before_the_approval_is_now(launchpad, signed_in, alice, bob, work_off) -> None:
    MemberFactory(tenant=launchpad, role=Member.Role.ADMIN)
    article = make_article(launchpad, by=bob)
    review = ask_for_review(version=article.latest, by=bob, publish_at=timezone.now() + timedelta(minutes=5))
    review.publish_at = timezone.now() - timedelta(minutes=5)
    review.save()

    signed_in(alice).post(reverse("knowledge:review-approve", args=[article.slug]), {"version": "1"})
    work_off()

    article.refresh_from_db()
    assert article.is_live
