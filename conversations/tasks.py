from __future__ import annotations

from celery import shared_task

from conversations.attachments import forget_upload
from conversations.deliveries import deliver, mark_undeliverable
from conversations.jobs import Claim, job
from conversations.jobs.run import run_job, sweep_jobs
from conversations.services.changing import erase_message
from conversations.services.journey import forget_old_journeys


@shared_task(name="conversations.run_job")
def run_job_task(key: str) -> None:
    run_job(key)


@shared_task(name="conversations.sweep_jobs")
def sweep_jobs_task() -> None:
    sweep_jobs()


@shared_task(name="conversations.forget_old_journeys")
def forget_old_journeys_task() -> None:
    forget_old_journeys()


@job("conversations.deliver", attempts=12, on_failure=mark_undeliverable)
def deliver_job(claim: Claim, *, delivery_id: int) -> None:
    deliver(claim, delivery_id=delivery_id)


@job("conversations.erase_message")
def erase_message_job(claim: Claim, *, deleted_text_id: int) -> None:
    erase_message(claim, deleted_text_id=deleted_text_id)


@job("conversations.forget_upload")
def forget_upload_job(claim: Claim, *, attachment_id: int) -> None:
    forget_upload(claim, attachment_id=attachment_id)
