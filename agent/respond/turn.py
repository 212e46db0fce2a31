"""The AI's turn: think outside of any transaction, then act and record the run in one."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from agent.models import Run
from agent.respond.carrying import carry_out, hand_over_from
from agent.respond.decide import decide
from agent.respond.listening import listen
from agent.respond.recording import given_up, record_run
from agent.respond.situation import load_situation, newest_customer_message
from agent.respond.trace import Trace
from agent.triage.reading_on import read_on_later
from agent.understanding import emergency_in
from conversations import live
from conversations.jobs import Claim
from conversations.models import Message
from tickets.models import EscalationReason, Ticket
from tickets.services.timeline import lock_ticket


def respond(claim: Claim, *, message_id: int) -> None:
    """Respond to one customer message, once: the answer, the run and the job's end are kept together.

    Whatever changed while the AI was thinking is looked at again under the ticket's lock: a member
    who answered first wins, and a newer message of the customer gets the one coherent answer.
    """
    situation = load_situation(message_id)
    if not situation.ticket.discussion.is_open_to_ai():
        return
    read_on_later(situation.ticket, message_id=message_id)
    situation = replace(situation, is_dissatisfied=listen(situation).is_dissatisfied)
    if is_for_people(situation.ticket) and emergency_in(situation.message.body):
        # People answer here, but a danger can not wait for them to look.
        with claim.finish():
            hand_over_from(situation.ticket, situation, EscalationReason.SAFETY)
        return
    if _is_settled(situation.ticket, situation.message):
        return
    _show(situation.ticket, "thinking")
    trace = Trace()
    decision = decide(situation, trace)
    with claim.finish():
        ticket = lock_ticket(situation.ticket)
        if newest_customer_message(ticket) == message_id:
            carry_out(ticket, situation, decision, trace)
    _show(situation.ticket, "idle")


@transaction.atomic
def give_up(*, message_id: int) -> None:
    """After the last failed attempt: a person takes over, so that the customer never meets silence."""
    situation = load_situation(message_id)
    ticket = lock_ticket(situation.ticket)
    if not _is_settled(ticket, situation.message):
        hand_over_from(ticket, situation, EscalationReason.AI_UNAVAILABLE)
        record_run(ticket, situation, given_up(), Trace(), kind=Run.Decision.ESCALATE)


def is_for_people(ticket: Ticket) -> bool:
    # What is told to one of several customers all of them would see.
    return ticket.is_ai_silent or ticket.discussion.is_shared


def _is_settled(ticket: Ticket, message: Message) -> bool:
    """People answer here, a newer message speaks for this one too, or it was deleted or has had its run."""
    return (
        is_for_people(ticket)
        or newest_customer_message(ticket) != message.pk
        or Run.objects.filter(message=message, purpose=Run.Purpose.TURN).exists()
    )


def _show(ticket: Ticket, kind: str) -> None:
    live.publish_now(ticket.tenant_id, f"discussion-{ticket.discussion_id}", {"kind": kind})
