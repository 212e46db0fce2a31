"""Hearing in each message whether the customer is served, before it is thought about an answer."""

from __future__ import annotations

from django.db import transaction

from agent.dissatisfaction.hearing import Heard, hear
from agent.dissatisfaction.noting import note
from agent.escalation import hand_over
from agent.guiding.guide import load_guide
from agent.models import EscalationSettings, Run
from agent.respond.decision import Decision
from agent.respond.recording import record_run
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from agent.understanding import emergency_in
from conversations.models import Message
from tickets.models import EscalationReason
from tickets.services.timeline import lock_ticket

LOOKED_BACK = 60


def listen(situation: Situation) -> Heard:
    """Note what the message says of the AI's help, once, and hand over when that is enough.

    Whoever brings the count to the threshold hands over in the same transaction, under the ticket's lock,
    whether or not newer messages are there already. Where people answer it is only noted.
    """
    settings = EscalationSettings.of(situation.ticket.tenant)
    trace = Trace()
    with trace.step("listen") as found:
        told, wrote = _said_before(situation.message)
        heard = hear(situation.message.body, told=told, wrote=wrote, phrases=settings.listened_for)
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


def _said_before(message: Message) -> tuple[list[str], list[str]]:
    """What the AI and members told, and what customers wrote, oldest first."""
    said = Message.objects.filter(discussion=message.discussion_id, pk__lt=message.pk, deleted_at=None)
    said = said.public().exclude(author=Message.Author.SYSTEM)
    rows = list(said.order_by("-pk").values_list("author", "body")[:LOOKED_BACK])[::-1]
    customer = Message.Author.CUSTOMER
    return [body for author, body in rows if author != customer], [
        body for author, body in rows if author == customer
    ]


def _because(reason: str) -> str:
    if reason == EscalationReason.CUSTOMER_ASKED:
        return "The customer asks for a person."
    return "The customer has said often enough that the answers do not help."
