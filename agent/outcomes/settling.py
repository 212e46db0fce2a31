"""Whether it helped, said by the customer: kept once, and then acted upon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from agent.escalation import hand_over
from agent.models import Outcome
from agent.outcomes.asking import question_to
from agent.understanding import closes
from conversations.jobs import enqueue
from conversations.models import Customer
from tickets.live import announce
from tickets.models import EscalationReason, Ticket, TicketEvent
from tickets.services import resolve_for_customer
from tickets.services.timeline import add_event, lock_ticket

if TYPE_CHECKING:
    from agent.respond.situation import Situation


class NothingAsked(Exception):
    """Nothing is asked about this message (any more), or it was answered otherwise."""


@transaction.atomic
def answer_question(
    ticket: Ticket, *, message_id: int, has_helped: bool, by: Customer, article_id: int | None = None
) -> Outcome:
    """The customer's press of a button under a message. The same again changes nothing.

    A yes resolves. After a no to an offer a person takes over; after a no to an answer the AI tries once
    more. Raises NothingAsked.
    """
    ticket = lock_ticket(ticket)
    outcome = Outcome.objects.filter(ticket=ticket, message=message_id).first()
    verdict = Outcome.Verdict.HELPED if has_helped else Outcome.Verdict.NOT_HELPED
    if outcome is not None and outcome.verdict == verdict:
        return outcome
    if outcome is None or question_to(ticket) != outcome:
        raise NothingAsked
    _settle(ticket, outcome, verdict, how=Outcome.How.BUTTON, article_id=article_id)
    if not has_helped and outcome.is_offer:
        hand_over(ticket=ticket, reason=EscalationReason.LOW_CONFIDENCE.value, customer=by)
    elif not has_helped:
        enqueue("agent.try_again", key=f"try-again:{outcome.pk}", outcome_id=outcome.pk)
    announce(ticket)
    return outcome


def settle_by_words(ticket: Ticket, situation: Situation) -> None:
    """What a customer's message says of what they were shown before it: yes, no, or something else.

    What only ends the matter ("ok", "Found it, thanks") leaves it open. The ticket must be locked.
    """
    if situation.outcome is None:
        return
    outcome = Outcome.objects.open().filter(pk=situation.outcome.pk).first()
    if outcome is None:
        return
    if situation.verdict is not None:
        verdict = Outcome.Verdict.HELPED if situation.verdict else Outcome.Verdict.NOT_HELPED
        _settle(ticket, outcome, verdict, how=Outcome.How.WORDS)
    elif situation.is_dissatisfied or not closes(situation.question):
        outcome.settle(Outcome.Verdict.IGNORED, at=timezone.now())
        outcome.save()


def _settle(
    ticket: Ticket, outcome: Outcome, verdict: str, *, how: str, article_id: int | None = None
) -> None:
    has_helped = verdict == Outcome.Verdict.HELPED
    outcome.settle(verdict, at=timezone.now(), how=how, article_id=article_id)
    outcome.save()
    title = next((one["title"] for one in outcome.articles if one["article_id"] == outcome.helped_by_id), "")
    add_event(
        ticket,
        TicketEvent.Kind.HELPED if has_helped else TicketEvent.Kind.NOT_HELPED,
        actor=TicketEvent.Actor.CUSTOMER,
        data={"article": title, "offer": outcome.is_offer},
    )
    if has_helped:
        resolve_for_customer(ticket, actor=TicketEvent.Actor.CUSTOMER, contained=True)
