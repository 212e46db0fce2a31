from __future__ import annotations

from celery import shared_task

from conversations.jobs import Claim, job
from knowledge import readings
from knowledge.imports import running
from knowledge.models import Import, ScheduledChange
from knowledge.services.embedding import embed_batch, note_stop
from knowledge.services.files import forget_file
from knowledge.services.publishing import embed_and_swap, note_failure
from knowledge.services.scheduling import TooEarly, carry_out


@job("knowledge.embed_version", on_failure=note_failure)
def embed_version(claim: Claim, *, version_id: int) -> None:
    embed_and_swap(version_id=version_id, finish=claim.finish)
    readings.read_version(version_id)


@job(readings.JOB, on_failure=readings.pass_over)
def read_ahead_job(claim: Claim, *, after: int) -> None:
    readings.read_batch(claim, after=after)


@shared_task(name="knowledge.keep_readings_up")
def keep_readings_up() -> None:
    readings.keep_up()


@job("knowledge.carry_out")
def carry_out_job(claim: Claim, *, change_id: int) -> None:
    related = ("article", "version__article", "by__user")
    try:
        with claim.finish():
            carry_out(ScheduledChange.objects.select_related(*related).get(pk=change_id))
    except TooEarly as early:
        claim.put_back(str(early), delay=early.by)


@job("knowledge.embed_batch", on_failure=note_stop)
def embed_batch_job(claim: Claim, *, tenant_id: int) -> None:
    embed_batch(claim, tenant_id=tenant_id)


def give_up_import(*, import_id: int) -> None:
    running.give_up(Import.objects.select_related("tenant").get(pk=import_id))


@job("knowledge.read_import", on_failure=give_up_import)
def read_import(claim: Claim, *, import_id: int) -> None:
    batch = Import.objects.select_related("tenant").filter(pk=import_id).first()
    # Who asked for it may have thrown it away meanwhile.
    if batch is not None:
        running.read_import(claim, batch)


@job("knowledge.run_import", on_failure=give_up_import)
def run_import(claim: Claim, *, import_id: int) -> None:
    with claim.finish():
        batches = Import.objects.select_related("tenant", "member__user", "member__tenant").defer("upload")
        running.run_batch(batches.get(pk=import_id))


@job("knowledge.forget_file")
def forget_file_job(claim: Claim, *, file_id: int) -> None:
    with claim.finish():
        forget_file(file_id)
