"""What a playbook's rules are held against, read from a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.models import Outcome, Run
from agent.understanding import complaint_in, intents_in, says_it_helped, sentiment_of
from conversations.models import Message
from guidance import evaluation
from tickets.models import BusinessHours, Ticket
from tickets.sla.calendars import working_week

if TYPE_CHECKING:
    from agent.respond.situation import Situation

LOOKED_BACK = 60
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Said:
    """A public message; `asked_back`: the AI asked what the customer meant; `refused`: they pressed "No"."""

    author: str
    text: str
    asked_back: bool = False
    refused: bool = False


def facts_of(situation: Situation) -> evaluation.Situation:
    ticket, message = situation.ticket, situation.message
    return evaluation.Situation(
        text=situation.question,
        intents=intents_in(situation.question),
        sentiment=sentiment_of(situation.question),
        category=ticket.category.name if ticket.category else "",
        plan=ticket.customer.plan,
        segment=ticket.customer.segment,
        channel_id=ticket.channel_id,
        is_open=is_open(open_hours_of(ticket.tenant_id), message.created_at),
        unhelpful_turns=count_unhelpful(_said_until(ticket, message)),
    )


def count_unhelpful(said: Sequence[Said]) -> int:
    """How often the AI asked back, or the customer complained or said no after it had spoken."""
    count, ai_spoke = 0, False
    for turn in said:
        if turn.author == Message.Author.AI:
            ai_spoke = not turn.refused
            count += turn.asked_back or turn.refused
        elif turn.author == Message.Author.CUSTOMER and ai_spoke and _is_unhelped(turn.text):
            count, ai_spoke = count + 1, False
    return count


def _is_unhelped(text: str) -> bool:
    return bool(complaint_in(text)) or says_it_helped(text) is False


def open_hours_of(tenant_id: int) -> list[BusinessHours]:
    return list(BusinessHours.objects.filter(tenant=tenant_id, removed_at=None))


def is_open(schedules: Sequence[BusinessHours], at: datetime) -> bool | None:
    """Whether any of the tenant's business hours are open then; None when it has set none."""
    if not schedules:
        return None
    return any(working_week(hours).between(at, at + A_MINUTE) for hours in schedules)


def asked_back_in(ticket_ids: Sequence[int]) -> set[int]:
    """The messages by which the AI asked back, but for its answers to a mere greeting."""
    runs = Run.objects.filter(ticket__in=ticket_ids, decision=Run.Decision.CLARIFY).exclude(engine="")
    return set(runs.exclude(answer=None).values_list("answer", flat=True))


def refused_in(ticket_ids: Sequence[int]) -> set[int]:
    """The messages of the AI's under which the customer pressed "No"."""
    outcomes = Outcome.objects.filter(ticket__in=ticket_ids, verdict=Outcome.Verdict.NOT_HELPED)
    return set(outcomes.filter(how=Outcome.How.BUTTON).values_list("message", flat=True))


def _said_until(ticket: Ticket, message: Message) -> list[Said]:
    said = Message.objects.filter(discussion=ticket.discussion_id, pk__lte=message.pk, deleted_at=None)
    rows = said.public().order_by("-pk").values_list("pk", "author", "body")[:LOOKED_BACK]
    asked_back, refused = asked_back_in([ticket.pk]), refused_in([ticket.pk])
    return [Said(author, body, pk in asked_back, pk in refused) for pk, author, body in reversed(rows)]
