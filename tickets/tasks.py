from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import shared_task

from conversations.jobs import Claim, job
from tickets import containment
from tickets.assignment.giving import give_out_waiting
from tickets.models import BulkAction, ScheduledReply, Ticket
from tickets.notify.articles import tell_of_article
from tickets.notify.mail import give_up_mail, mail_notifications, sweep_due_mail
from tickets.services.bulk import end_bulk, run_batch
from tickets.services.scheduling import TooEarly, send_if_still_right
from tickets.services.snoozing import wake_if_due
from tickets.sla import refollow
from tickets.sla.learning import learn
from tickets.sla.sweep import sweep


@job("tickets.wake")
def wake(claim: Claim, *, ticket_id: int, until: str) -> None:
    with claim.finish():
        wake_if_due(Ticket.objects.get(pk=ticket_id), until=datetime.fromisoformat(until))


def give_up_bulk(*, bulk_id: int) -> None:
    end_bulk(BulkAction.objects.get(pk=bulk_id))


@job("tickets.bulk", on_failure=give_up_bulk)
def bulk(claim: Claim, *, bulk_id: int) -> None:
    with claim.finish():
        run_batch(
            BulkAction.objects.select_related("tenant", "member__user", "member__tenant").get(pk=bulk_id)
        )


@job(refollow.JOB)
def refollow_sla(claim: Claim, *, tenant_id: int, change: str, after: int) -> None:
    refollow.refollow(claim, tenant_id=tenant_id, change=change, after=after)


@job("tickets.compare_with_earlier")
def compare_with_earlier_job(claim: Claim, *, ticket_id: int) -> None:
    with claim.finish():
        containment.compare_with_earlier(Ticket.objects.select_related("tenant").get(pk=ticket_id))


@shared_task(name="tickets.settle_containment")
def settle_containment() -> None:
    containment.settle_the_silent()


@shared_task(name="tickets.sweep_sla")
def sweep_sla() -> None:
    sweep()


@shared_task(name="tickets.learn_sla")
def learn_sla() -> None:
    learn()


@shared_task(name="tickets.sweep_due_mail")
def sweep_due_mail_task() -> None:
    sweep_due_mail()


@shared_task(name="tickets.give_out_waiting")
def give_out_waiting_task() -> None:
    give_out_waiting()


@job("tickets.mail_notifications", attempts=12, on_failure=give_up_mail)
def mail_notifications_job(claim: Claim, *, member_id: int, until: str) -> None:
    mail_notifications(claim, member_id=member_id, until=until)


@job("tickets.send_scheduled")
def send_scheduled(claim: Claim, *, scheduled_id: int) -> None:
    related = ("ticket__channel", "ticket__customer", "ticket__tenant", "member__user", "member__tenant")
    try:
        with claim.finish():
            send_if_still_right(ScheduledReply.objects.select_related(*related).get(pk=scheduled_id))
    except TooEarly as early:
        claim.put_back(str(early), delay=early.by)


@job("tickets.tell_of_article")
def tell_of_article_job(
    claim: Claim, *, article_id: int, kind: str, to: list[int], by: int | None, data: dict[str, Any]
) -> None:
    with claim.finish():
        tell_of_article(article_id=article_id, kind=kind, to=to, by=by, data=data)
