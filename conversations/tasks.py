from __future__ import annotations

from celery import shared_task

from conversations.deliveries import deliver, mark_undeliverable
from conversations.jobs import Claim, job
from conversations.jobs.run import run_job, sweep_jobs


@shared_task(name="conversations.run_job")
def run_job_task(key: str) -> None:
    run_job(key)


@shared_task(name="conversations.sweep_jobs")
def sweep_jobs_task() -> None:
    sweep_jobs()


@job("conversations.deliver", attempts=12, on_failure=mark_undeliverable)
def deliver_job(claim: Claim, *, delivery_id: int) -> None:
    deliver(claim, delivery_id=delivery_id)
