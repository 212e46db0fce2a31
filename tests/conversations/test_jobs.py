from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Tenant
from conversations.jobs import Claim, LeaseLost, enqueue, job
from conversations.jobs.claim import claim
from conversations.jobs.run import run_job, sweep_jobs
from conversations.models import Job
from tests.factories import TenantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran() -> list[int]:
    """What the handler was called with."""
    calls: list[int] = []

    @job("tests.note", attempts=3)
    def note(claim: Claim, *, number: int) -> None:
        calls.append(number)

    return calls


def test_a_job_asked_for_twice_runs_once(ran) -> None:
    enqueue("tests.note", key="note:1", number=1)
    enqueue("tests.note", key="note:1", number=1)
    run_job("note:1")
    run_job("note:1")

    assert ran == [1]
    assert Job.objects.get().state == Job.State.DONE


def test_a_job_of_a_transaction_that_failed_was_never_asked_for(ran) -> None:
    def ask_and_fail() -> None:
        with transaction.atomic():
            enqueue("tests.note", key="note:1", number=1)
            raise LookupError

    with pytest.raises(LookupError):
        ask_and_fail()

    assert not Job.objects.exists()


def test_a_handler_that_raises_is_tried_again_later_with_its_error_kept() -> None:
    @job("tests.fail", attempts=2)
    def fail(claim: Claim) -> None:
        raise RuntimeError("no luck")

    enqueue("tests.fail", key="fail")
    run_job("fail")

    waiting = Job.objects.get()
    assert (waiting.state, waiting.attempts, waiting.error) == ("queued", 1, "RuntimeError: no luck")
    assert waiting.run_at > timezone.now()


def test_the_last_failure_calls_the_hook_once() -> None:
    told: list[str] = []

    @job("tests.fail", attempts=2, on_failure=lambda who: told.append(who))
    def fail(claim: Claim, *, who: str) -> None:
        raise RuntimeError("no luck")

    enqueue("tests.fail", key="fail", who="bob")
    for _attempt in range(4):
        run_job("fail")

    assert told == ["bob"]
    assert Job.objects.get().state == Job.State.FAILED


def test_two_workers_do_not_do_the_same_job(ran) -> None:
    enqueue("tests.note", key="note:1", number=1)
    first = claim("note:1")
    second = claim("note:1")

    assert first is not None
    assert second is None


def test_an_abandoned_job_is_taken_over_and_the_late_worker_keeps_nothing(ran) -> None:
    enqueue("tests.note", key="note:1", number=1)
    late = claim("note:1")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job("note:1")

    assert ran == [1]
    with pytest.raises(LeaseLost), late.finish():
        TenantFactory(slug="never-kept")
    assert late.renew() is False


def test_effects_and_the_end_of_the_job_are_kept_together(ran) -> None:
    enqueue("tests.note", key="note:1", number=1)
    mine = claim("note:1")

    def work_and_fail() -> None:
        with mine.finish():
            TenantFactory(slug="rolled-back")
            raise LookupError

    with pytest.raises(LookupError):
        work_and_fail()
    assert not Tenant.objects.filter(slug="rolled-back").exists()
    assert Job.objects.get().state == Job.State.RUNNING


def test_a_job_that_kills_its_workers_is_given_up_in_the_end(ran) -> None:
    enqueue("tests.note", key="note:1", number=1)
    for _worker in range(3):
        assert claim("note:1") is not None
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job("note:1")

    assert ran == []
    assert Job.objects.get().state == Job.State.FAILED


def test_the_hook_is_not_called_for_a_job_that_another_worker_took_over() -> None:
    told: list[str] = []

    @job("tests.fail", attempts=1, on_failure=lambda: told.append("failed"))
    def fail(claim: Claim) -> None:
        Job.objects.update(claim_token=uuid4())
        raise RuntimeError("too late")

    enqueue("tests.fail", key="fail")
    run_job("fail")

    assert told == []


def test_a_job_nobody_handles_fails_with_a_reason() -> None:
    enqueue("tests.unheard", key="unheard")
    run_job("unheard")

    job_row = Job.objects.get()
    assert (job_row.state, job_row.error) == ("failed", "No handler is registered for tests.unheard.")


def test_the_sweep_tells_the_queue_of_what_it_forgot_and_of_what_a_dead_worker_held(ran, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("conversations.jobs.run.tell_queue", lambda name, key: told.append(key))
    long_ago = timezone.now() - timedelta(minutes=5)
    for key in ("forgotten", "abandoned", "fresh", "later"):
        enqueue("tests.note", key=key, number=1)
    Job.objects.filter(key="forgotten").update(run_at=long_ago, sent_at=long_ago)
    Job.objects.filter(key="abandoned").update(state="running", lease_until=long_ago)
    Job.objects.filter(key="later").update(run_at=timezone.now() + timedelta(hours=1), sent_at=long_ago)

    assert sweep_jobs() == 2
    assert sorted(told) == ["abandoned", "forgotten"]


def test_the_sweep_drops_jobs_done_days_ago(ran) -> None:
    enqueue("tests.note", key="old", number=1)
    enqueue("tests.note", key="new", number=2)
    for key in ("old", "new"):
        run_job(key)
    Job.objects.filter(key="old").update(finished_at=timezone.now() - timedelta(days=4))
    sweep_jobs()

    assert [left.key for left in Job.objects.all()] == ["new"]
