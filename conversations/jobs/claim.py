from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from conversations.models import Job
from conversations.querysets import JobQuerySet


class LeaseLost(Exception):
    """Another worker took the job over; what this one did must not be kept."""


@dataclass(frozen=True)
class Claim:
    """One worker's right to do one job, until its lease runs out."""

    job: Job
    token: uuid.UUID

    @contextmanager
    def finish(self) -> Iterator[None]:
        """A transaction in which the job's effects and its end are kept together, or not at all.

        Raises LeaseLost, keeping nothing, when the job is no longer this worker's.
        """
        with transaction.atomic():
            self._lock()
            yield
            Job.objects.filter(pk=self.job.pk).update(
                state=Job.State.DONE, finished_at=timezone.now(), lease_until=None, error=""
            )

    def renew(self) -> bool:
        """Hold the job for another lease. False when it is no longer this worker's."""
        lease_until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return bool(self._mine().update(lease_until=lease_until))

    def is_open(self) -> bool:
        return self._mine().exists()

    def put_back(self, error: str, *, delay: timedelta) -> None:
        now = timezone.now()
        self._mine().update(
            state=Job.State.QUEUED,
            error=error,
            run_at=now + delay,
            sent_at=now,
            lease_until=None,
            claim_token=None,
        )

    def give_up(self, error: str) -> bool:
        """Fail the job for good. False when it is no longer this worker's to fail."""
        now = timezone.now()
        return bool(
            self._mine().update(state=Job.State.FAILED, error=error, finished_at=now, lease_until=None)
        )

    def _mine(self) -> JobQuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, claim_token=self.token)

    def _lock(self) -> None:
        if not self._mine().select_for_update().exists():
            raise LeaseLost(self.job.key)


def claim(key: str) -> Claim | None:
    """Take the job if it is waiting or abandoned; None when there is nothing to do."""
    now = timezone.now()
    token = uuid.uuid4()
    taken = Job.objects.filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now), key=key
    ).update(
        state=Job.State.RUNNING,
        claim_token=token,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        attempts=F("attempts") + 1,
    )
    return Claim(Job.objects.get(key=key), token) if taken else None
