"""A thread's summary for members: made when asked for, kept until a newer one is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.locking import lock
from accounts.models import Member
from agent.drafting.asking import tell_pages
from agent.models import Summary
from agent.shut_out import ai_is_shut_out
from agent.thread import read_thread, said_in
from ai import engine
from ai.errors import AIError
from conversations.jobs import Claim, enqueue
from tickets.models import Ticket
from tickets.services.timeline import lock_ticket

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Since:
    """What a summary does not know of: newer messages, and older ones that say something else by now."""

    newer: int
    changed: int

    @property
    def is_stale(self) -> bool:
        return bool(self.newer or self.changed)


class SummaryRefused(Exception):
    """Nothing was changed; the text says why, to the member."""


@transaction.atomic
def ask_for_summary(ticket: Ticket, *, by: Member) -> Summary:
    """The ticket's summary, to be written by a job unless it is up to date or being written already.

    Raises SummaryRefused when the AI may not read it.
    """
    ticket = lock_ticket(ticket)
    if not ticket.discussion.is_open_to_ai():
        raise SummaryRefused(ai_is_shut_out())
    summary, is_new = Summary.objects.get_or_create(ticket=ticket, defaults={"tenant": ticket.tenant})
    if not is_new and summary.state == Summary.State.WRITING:
        return summary
    if summary.state == Summary.State.READY and not since(summary, ticket).is_stale:
        return summary
    summary.state, summary.asked_by = Summary.State.WRITING, by
    summary.times_asked += 1
    summary.save()
    key = f"summary:{summary.pk}:{summary.times_asked}"
    enqueue("agent.summary", key=key, summary_id=summary.pk, ask=summary.times_asked)
    tell_pages(ticket)
    return summary


def write_summary(claim: Claim, *, summary_id: int, ask: int) -> None:
    summary = Summary.objects.get(pk=summary_id)
    if summary.times_asked != ask or summary.state != Summary.State.WRITING:
        return
    ticket = Ticket.objects.select_related("tenant").get(pk=summary.ticket_id)
    began, request = timezone.now(), read_thread(ticket)
    try:
        made = engine.summarise(ticket.tenant, request)
    except AIError as error:
        logger.warning("summary_failed", summary=summary_id, error=str(error))
        with claim.finish():
            give_up_summary(summary_id=summary_id, ask=ask)
        return
    with claim.finish():
        lock(summary)
        if summary.times_asked != ask:
            return
        summary.state, summary.made_at = Summary.State.READY, began
        summary.lines = [line.model_dump(mode="json") for line in made.lines]
        summary.up_to_id = max((message.id for message in request.messages), default=0)
        summary.engine, summary.model, summary.fallback_from = made.engine, made.model, made.fallback_from
        summary.save()
        tell_pages(ticket)


@transaction.atomic
def give_up_summary(*, summary_id: int, ask: int) -> None:
    summary = lock(Summary.objects.select_related("ticket").get(pk=summary_id))
    if summary.times_asked == ask and summary.state == Summary.State.WRITING:
        summary.state = Summary.State.FAILED
        summary.save()
        tell_pages(summary.ticket)


def since(summary: Summary, ticket: Ticket) -> Since:
    counted = said_in(ticket).aggregate(
        newer=Count("pk", filter=Q(pk__gt=summary.up_to_id)),
        changed=Count("pk", filter=Q(pk__lte=summary.up_to_id, changed_at__gt=summary.made_at)),
    )
    return Since(**counted)
