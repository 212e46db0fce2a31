from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from conversations.jobs.enqueue import tell_queue
from conversations.models import Job


@transaction.atomic
def run_again(job: Job) -> bool:
    """Give a failed job all its attempts anew. False when it is not failed (any more)."""
    now = timezone.now()
    requeued = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED,
        attempts=0,
        error="",
        run_at=now,
        sent_at=now,
        claim_token=None,
        finished_at=None,
    )
    if requeued:
        transaction.on_commit(partial(tell_queue, job.name, job.key))
    return bool(requeued)
