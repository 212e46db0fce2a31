from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations.jobs.claim import Claim, LeaseLost, claim
from conversations.jobs.enqueue import tell_queue
from conversations.jobs.keep_alive import kept_alive
from conversations.jobs.registry import UnknownJob, registration_for
from conversations.models import Job

logger = structlog.get_logger(__name__)

KEEP_DONE = timedelta(days=3)
SWEEP_AT_MOST = 500


def run_job(key: str) -> None:
    """Do one job if nobody else has done it or is doing it."""
    claimed = claim(key)
    if claimed is None:
        return
    try:
        _work(claimed)
    except LeaseLost:
        logger.warning("job_lease_lost", job=key)
    except UnknownJob as error:
        logger.error("job_unknown", job=key, error=str(error))
        claimed.give_up(str(error))
    except Exception as error:
        # The last line of defence for every kind of job: keep the error with the row and try again.
        logger.exception("job_failed", job=key, attempt=claimed.job.attempts)
        _put_back_or_give_up(claimed, f"{type(error).__name__}: {error}")


def _work(claimed: Claim) -> None:
    registration = registration_for(claimed.job.name)
    if claimed.job.attempts > registration.attempts:
        # Its workers died without a word each time: out of memory, or killed for taking too long.
        _give_up(claimed, "Every worker that took this job ended in the middle of it.")
        return
    with kept_alive(claimed):
        registration.handler(claimed, **claimed.job.arguments)
    if claimed.is_open():
        with claimed.finish():
            pass


def _put_back_or_give_up(claimed: Claim, error: str) -> None:
    registration = registration_for(claimed.job.name)
    if claimed.job.attempts < registration.attempts:
        delay = timedelta(seconds=min(2**claimed.job.attempts, 300))
        claimed.put_back(error, delay=delay)
        tell_queue(claimed.job.name, claimed.job.key, delay.total_seconds())
    else:
        _give_up(claimed, error)


def _give_up(claimed: Claim, error: str) -> None:
    on_failure = registration_for(claimed.job.name).on_failure
    with transaction.atomic():
        if claimed.give_up(error) and on_failure is not None:
            on_failure(**claimed.job.arguments)


def sweep_jobs() -> int:
    """Tell the queue again of what it forgot, and drop old finished rows. Returns how many were told."""
    now = timezone.now()
    resend_after = timedelta(seconds=settings.JOB_RESEND_SECONDS)
    with transaction.atomic():
        due = Job.objects.due(now, resend_after).select_for_update(skip_locked=True).order_by("run_at")
        jobs = list(due[:SWEEP_AT_MOST])
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(sent_at=now)
    for job in jobs:
        tell_queue(job.name, job.key)
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - KEEP_DONE).delete()
    return len(jobs)
