from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from conversations.models import Job

# What is to be done later than this is told by the sweep, a few seconds after its time.
TOLD_AHEAD = timedelta(minutes=1)

logger = structlog.get_logger(__name__)


def enqueue(name: str, *, key: str, delay: timedelta = timedelta(0), **arguments: Any) -> None:
    """Ask for work in the surrounding transaction; the queue hears of it on commit.

    `name` is the handler's, so that a lower app can start a higher one without importing it. `key`
    names this piece of work: asking again for the same key changes nothing. `arguments` must be JSON.
    """
    now = timezone.now()
    job = Job(name=name, key=key, arguments=arguments, run_at=now + delay, sent_at=now, created_at=now)
    Job.objects.bulk_create([job], ignore_conflicts=True)
    # A queue that keeps a task for longer than its visibility timeout hands it out again and again.
    if delay <= TOLD_AHEAD:
        transaction.on_commit(partial(tell_queue, name, key, delay.total_seconds()))


def tell_queue(name: str, key: str, countdown: float = 0) -> None:
    """Tell the workers to look at a job. When the queue is down, the sweep tells them later."""
    try:
        current_app.send_task(
            "conversations.run_job", args=[key], queue=queue_of(name), countdown=countdown or None
        )
    except OperationalError as error:
        logger.warning("queue_unreachable", job=key, error=str(error))


def queue_of(name: str) -> str:
    """Where a job of this name waits: on a queue of its own, on its app's, or on everybody's."""
    app = name.partition(".")[0]
    queues: dict[str, str] = settings.JOB_QUEUES
    return queues.get(name) or queues.get(app) or settings.CELERY_TASK_DEFAULT_QUEUE
