"""What people need to know when the AI hands a ticket over: drawn from the thread and the AI's own runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog

from agent.drafting.asking import tell_pages
from agent.models import Brief, Outcome, Run
from agent.thread import read_thread, said_in
from ai import engine
from ai.errors import AIError
from ai.models import AISettings
from ai.types import Summary
from conversations.jobs import Claim
from conversations.markup import plain_text
from conversations.models import Message
from tickets.models import EscalationReason, TicketEvent
from tickets.services.timeline import lock_ticket

QUOTE_LENGTH = 160
TRIED_AT_MOST = 6

logger = structlog.get_logger(__name__)

Line = dict[str, Any]


def write_brief(claim: Claim, *, event_id: int) -> None:
    """The brief of one escalation, from what had happened by then."""
    event = TicketEvent.objects.select_related("ticket__tenant", "ticket__customer").get(pk=event_id)
    ticket = event.ticket
    if not ticket.discussion.is_open_to_ai():
        return
    summary = _sum_up(event)
    runs = list(
        Run.objects.filter(
            ticket=ticket, purpose=Run.Purpose.TURN, message__created_at__lte=event.created_at
        ).order_by("pk")
    )
    understood = _understood(runs)
    with claim.finish():
        lock_ticket(ticket)
        Brief.objects.get_or_create(
            event=event,
            defaults={
                "tenant": ticket.tenant,
                "ticket": ticket,
                "reason": event.data["reason"],
                "lines": [*_wants(event, summary), *_tried(event, runs), *_missing(event, runs, summary)],
                "language": understood.get("language") or ticket.customer.language,
                "sentiment": understood.get("sentiment") or "",
                "engine": summary.engine if summary else "",
            },
        )
        tell_pages(ticket)


def _sum_up(event: TicketEvent) -> Summary | None:
    ticket = event.ticket
    if not AISettings.of(ticket.tenant).is_on:
        # With the AI off nothing of the thread goes to a provider.
        return None
    try:
        return engine.summarise(ticket.tenant, read_thread(ticket, until=event.created_at), tool="brief")
    except AIError as error:
        # The rest of the brief needs no engine, and who takes over should not wait for one.
        logger.warning("brief_without_summary", ticket=ticket.pk, error=str(error))
        return None


def _wants(event: TicketEvent, summary: Summary | None) -> list[Line]:
    if summary:
        return _lines_of(summary, "wants", part="wants", kind="said")
    theirs = said_in(event.ticket, until=event.created_at).filter(author=Message.Author.CUSTOMER)
    first = theirs.order_by("pk").first()
    return [_quote("wants", "said", first)] if first else []


def _tried(event: TicketEvent, runs: Sequence[Run]) -> list[Line]:
    """The AI's answers, offers and questions back, and what members answered, as they stand in the thread."""
    kinds = {run.answer_id: "asked_back" for run in runs if run.decision == Run.Decision.CLARIFY}
    kinds |= _kinds_by_outcome(event)
    answers = said_in(event.ticket, until=event.created_at).public()
    answers = answers.filter(author__in=[Message.Author.AI, Message.Author.MEMBER])
    newest = list(answers.order_by("-pk")[:TRIED_AT_MOST])
    return [
        _quote(
            "tried",
            "replied" if answer.author == Message.Author.MEMBER else kinds.get(answer.pk, "answered"),
            answer,
        )
        for answer in reversed(newest)
    ]


def _kinds_by_outcome(event: TicketEvent) -> dict[int | None, str]:
    """By message: an answer or an offer, and whether the customer had said by then that it was no help."""
    rows = Outcome.objects.filter(ticket=event.ticket, created_at__lte=event.created_at)
    return {
        message: ("offered" if kind == Outcome.Kind.OFFER else "answered")
        + ("_in_vain" if verdict == Outcome.Verdict.NOT_HELPED else "")
        for message, kind, verdict in rows.values_list("message", "kind", "verdict")
    }


def _missing(event: TicketEvent, runs: Sequence[Run], summary: Summary | None) -> list[Line]:
    """The message it was handed over at, unless it is the very wish; the articles that were found and not
    enough; what is still open."""
    lines: list[Line] = []
    wanted = {pk for line in _wants(event, summary) for pk in line["message_ids"]}
    at = runs[-1] if runs and runs[-1].decision == Run.Decision.ESCALATE else None
    if at and at.reason == event.data["reason"]:
        if at.message_id not in wanted:
            lines.append(_quote("missing", "handed_over_at", at.message))
        if at.reason in (EscalationReason.LOW_CONFIDENCE, EscalationReason.NO_KNOWLEDGE):
            near = at.passages.filter(passage__isnull=False)
            titles = dict(near.values_list("passage__article__title", "passage__article__slug")[:8])
            sources = [{"title": title, "slug": slug} for title, slug in list(titles.items())[:3]]
            lines += [{**_line("missing", "nearest", "", []), "sources": sources}] if sources else []
    return lines + (_lines_of(summary, "open", part="missing", kind="unanswered") if summary else [])


def _understood(runs: Sequence[Run]) -> dict[str, str]:
    """Language and sentiment, where the AI's latest runs noted them."""
    noted: dict[str, str] = {}
    for step in (step for run in runs for step in run.steps if step["name"] == "understand"):
        found = {key: step["found"].get(key) for key in ("language", "sentiment")}
        noted |= {key: str(value) for key, value in found.items() if value}
    return noted


def _lines_of(summary: Summary, wanted: str, *, part: str, kind: str) -> list[Line]:
    return [
        _line(part, kind, line.text, list(line.message_ids)) for line in summary.lines if line.part == wanted
    ]


def _quote(part: str, kind: str, message: Message) -> Line:
    line = _line(part, kind, plain_text(message.body, QUOTE_LENGTH), [message.pk])
    sources = [{"title": source["title"], "url": source["url"]} for source in message.citations]
    return {**line, "sources": sources} if sources else line


def _line(part: str, kind: str, text: str, message_ids: list[int]) -> Line:
    return {"part": part, "kind": kind, "text": text, "message_ids": message_ids}
