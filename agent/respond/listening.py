"""Hearing in each message whether the customer is served, before it is thought about an answer."""

from __future__ import annotations

from django.db import transaction

from agent.dissatisfaction.context import Around
from agent.dissatisfaction.hearing import Heard, hear
from agent.dissatisfaction.noting import note
from agent.escalation import hand_over
from agent.guiding.guide import load_guide
from agent.models import Dissatisfaction, EscalationSettings, Run
from agent.respond.decision import Decision
from agent.respond.recording import record_run
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from agent.understanding import emergency_in
from conversations.models import Message
from tickets.models import EscalationReason
from tickets.services.timeline import lock_ticket

LOOKED_BACK = 30


def listen(situation: Situation) -> Heard:
    """Note what the message says of the AI's help, once, and hand over when that is enough.

    Whoever brings the count to the threshold hands over in the same transaction, under the ticket's lock,
    whether or not newer messages are there already. Where people answer it is only noted.
    """
    settings = EscalationSettings.of(situation.ticket.tenant)
    trace = Trace()
    with trace.step("listen") as found:
        around = _around(situation)
        heard = hear(situation.message.body, around, phrases=settings.listened_for)
        found.update(heard.__dict__)
    rule = load_guide(situation).before_answer(trace) if heard.is_signal else None
    with transaction.atomic():
        ticket = lock_ticket(situation.ticket)
        reason = note(ticket, situation.message, heard, settings)
        # A danger comes first: the AI's turn hands it over.
        if reason and not ticket.discussion.is_shared and not emergency_in(situation.question):
            hand_over(ticket=ticket, reason=reason, customer=situation.message.customer, rule=rule)
            decision = Decision(Run.Decision.ESCALATE, _because(reason), reason=reason, rule=rule)
            record_run(ticket, situation, decision, trace, kind=Run.Decision.ESCALATE)
    return heard


def _around(situation: Situation) -> Around:
    message = situation.message
    said = Message.objects.filter(discussion=message.discussion_id, pk__lt=message.pk, deleted_at=None)
    told = said.public().filter(author__in=(Message.Author.AI, Message.Author.MEMBER))
    counts = Dissatisfaction.objects.filter(ticket=situation.ticket).values_list("count", flat=True)
    return Around(
        told=list(told.order_by("-pk").values_list("body", flat=True)[:LOOKED_BACK])[::-1],
        heard=counts.first() or 0,
    )


def _because(reason: str) -> str:
    if reason == EscalationReason.CUSTOMER_ASKED:
        return "The customer asks for a person."
    return "The customer has said often enough that the answers do not help."
