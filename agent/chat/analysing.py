"""The job behind suggestions: the chat is judged outside of any transaction, and kept in one."""

from __future__ import annotations

import time

import structlog
from django.db import transaction

from agent.chat import metrics
from agent.chat.alarm import raise_alarm
from agent.chat.alerts import watch
from agent.chat.context import keep_context
from agent.chat.critical import critical_in
from agent.chat.judging import judge, threshold_of
from agent.chat.merging import merge, with_vectors
from agent.chat.reading import newest_message_of_customer, read_chat, read_since
from agent.chat.still_there import Found, without_what_is_gone
from agent.chat.telling import tell_chat
from agent.models import ChatAnalysis
from ai.errors import AIUnavailable
from ai.models import AISettings
from conversations.jobs import Claim
from conversations.models import Message
from conversations.sharing import is_shared
from tickets.models import Ticket
from tickets.services.timeline import lock_ticket

ANALYSIS_FAILED = "ANALYSIS_FAILED"

logger = structlog.get_logger(__name__)


def analyse_chat(claim: Claim, *, message_id: int) -> None:
    """Once for each pause of the customer: who goes on writing is read when they are done.

    What is found is that of the messages which were read; the analysis of a newer message replaces it.
    """
    message = Message.objects.get(pk=message_id)
    ticket = Ticket.objects.for_detail().get(discussion=message.discussion_id)
    if not _is_to_be_read(ticket, message):
        return
    request, began = read_chat(ticket), time.perf_counter()
    if not request.messages:
        return
    try:
        analysis = judge(ticket.tenant, request)
        found = Found(request, analysis, with_vectors(analysis.suggestions))
    except AIUnavailable as error:
        logger.warning("chat_analysis_failed", message=message_id, error=str(error))
        row = ChatAnalysis(state=ChatAnalysis.State.FAILED, error=ANALYSIS_FAILED)
        with claim.finish():
            _record(row, ticket, message, _since(began))
        return
    with claim.finish():
        lock_ticket(ticket)
        if not _is_overtaken(ticket, message):
            _keep(ticket, message, found, began)


@transaction.atomic
def give_up_analysis(*, message_id: int) -> None:
    """Each try raised: that it failed is kept and counted as where no engine could."""
    message = Message.objects.get(pk=message_id)
    ticket = lock_ticket(Ticket.objects.for_detail().get(discussion=message.discussion_id))
    if not _is_overtaken(ticket, message):
        row = ChatAnalysis(state=ChatAnalysis.State.FAILED, error=ANALYSIS_FAILED)
        _record(row, ticket, message, None)
        tell_chat(ticket)


def _is_to_be_read(ticket: Ticket, message: Message) -> bool:
    """Several customers of one ticket would see each other's issues; a newer message speaks for this one."""
    return (
        _is_open_to_reading(ticket)
        and ticket.merged_into_id is None
        and not ticket.discussion.is_shared
        and newest_message_of_customer(ticket) == message.pk
        and not ChatAnalysis.objects.filter(message=message).exists()
    )


def _is_open_to_reading(ticket: Ticket) -> bool:
    """By the tenant's switches and the ticket's privacy as they are now."""
    chosen = AISettings.of(ticket.tenant)
    closed = Ticket.objects.closed_to_ai().filter(pk=ticket.pk)
    return chosen.is_on and chosen.finds_tickets and not closed.exists()


def _is_overtaken(ticket: Ticket, message: Message) -> bool:
    newer = ChatAnalysis.objects.filter(ticket=ticket, message_id__gte=message.pk)
    is_there = Message.objects.filter(pk=message.pk, discussion=ticket.discussion_id)
    return (
        ticket.merged_into_id is not None
        or not _is_open_to_reading(ticket)
        or is_shared(ticket.discussion_id)
        or newer.exists()
        or not is_there.exists()
    )


def _keep(ticket: Ticket, message: Message, found: Found, began: float) -> None:
    since, found = read_since(ticket, found.request), without_what_is_gone(ticket, found)
    analysis, seen = found.analysis, found.seen
    known = critical_in(ticket)
    shown = merge(ticket, seen, since=since)
    keep_context(ticket, found.request, analysis, since=since)
    row = ChatAnalysis(
        insights=[insight.model_dump(mode="json") for insight in analysis.insights],
        found=sum(one.told.confidence >= threshold_of(ticket.tenant) for one in seen),
        engine=analysis.engine,
        model=analysis.model,
        fallback_from=analysis.fallback_from,
        error=ANALYSIS_FAILED if analysis.fallback_reason else "",
    )
    _record(row, ticket, message, _since(began))
    if shown:
        metrics.INTERACTIONS.add(len(shown), kind="suggested")
    # What was critical before has had its alarm, also where people have handed the chat back since.
    if is_news := critical_in(ticket) - known:
        raise_alarm(ticket, message, is_news)
    tell_chat(ticket)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _record(row: ChatAnalysis, ticket: Ticket, message: Message, duration_ms: float | None) -> None:
    row.tenant, row.ticket, row.message = ticket.tenant, ticket, message
    row.duration_ms = duration_ms
    row.save()
    outcome = "failed" if row.state == row.State.FAILED else "fallback" if row.error else "done"
    if duration_ms is not None:
        metrics.LATENCY.observe(duration_ms)
    metrics.ANALYSES.add(outcome=outcome)
    watch(ticket)
