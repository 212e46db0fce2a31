"""The AI's turn: think outside of any transaction, then act and record the run in one."""

from __future__ import annotations

from dataclasses import replace

from agent.drafting.suggesting import suggest
from agent.escalation import hand_over
from agent.models import Run
from agent.respond.decide import Decision, decide
from agent.respond.listening import listen
from agent.respond.recording import record_run
from agent.respond.situation import Situation, load_situation, newest_customer_message
from agent.respond.trace import Trace
from agent.understanding import emergency_in
from ai.models import AISettings
from ai.types import join_sentences
from conversations import live
from conversations.jobs import Claim
from conversations.models import Channel, Message
from guidance.evaluation import PlayRule
from tickets.models import EscalationReason, Ticket
from tickets.services import post_hub_message
from tickets.services.timeline import lock_ticket


def respond(claim: Claim, *, message_id: int) -> None:
    """Respond to one customer message, once: the answer, the run and the job's end are kept together.

    Whatever changed while the AI was thinking is looked at again under the ticket's lock: a member
    who answered first wins, and a newer message of the customer gets the one coherent answer.
    """
    situation = load_situation(message_id)
    situation = replace(situation, is_dissatisfied=listen(situation).is_dissatisfied)
    if _is_for_people(situation.ticket) and emergency_in(situation.message.body):
        # People answer here, but a danger can not wait for them to look.
        with claim.finish():
            _hand_over(situation.ticket, situation, EscalationReason.SAFETY)
        return
    if _is_settled(situation.ticket, situation.message):
        return
    _show(situation.ticket, "thinking")
    trace = Trace()
    decision = decide(situation, trace)
    with claim.finish():
        ticket = lock_ticket(situation.ticket)
        if newest_customer_message(ticket) == message_id:
            _carry_out(ticket, situation, decision, trace)
    _show(situation.ticket, "idle")


def give_up(*, message_id: int) -> None:
    """After the last failed attempt: a person takes over, so that the customer never meets silence."""
    situation = load_situation(message_id)
    if not _is_settled(situation.ticket, situation.message):
        _hand_over(situation.ticket, situation, EscalationReason.AI_UNAVAILABLE)


def _hand_over(ticket: Ticket, situation: Situation, reason: str, rule: PlayRule | None = None) -> None:
    hand_over(ticket=ticket, reason=reason, customer=situation.message.customer, rule=rule)


def _is_for_people(ticket: Ticket) -> bool:
    # What is told to one of several customers all of them would see.
    return ticket.is_ai_silent or ticket.discussion.is_shared


def _is_settled(ticket: Ticket, message: Message) -> bool:
    """People answer here, a newer message speaks for this one too, or this one has had its run."""
    return (
        _is_for_people(ticket)
        or newest_customer_message(ticket) != message.pk
        or Run.objects.filter(message=message, purpose=Run.Purpose.TURN).exists()
    )


def _carry_out(ticket: Ticket, situation: Situation, decision: Decision, trace: Trace) -> None:
    """Do what was decided. The decision was worded by an engine; what happens is up to this code."""
    kind = _settle_kind(ticket, decision)
    answer = None
    if kind in (Run.Decision.REPLY, Run.Decision.CLARIFY):
        _stream(ticket, decision)
        answer = post_hub_message(
            ticket,
            author="ai",
            body=decision.body,
            source_id=f"run:{situation.message.pk}",
            citations=decision.citations,
        )
    elif kind == Run.Decision.ESCALATE:
        _hand_over(ticket, situation, decision.reason, decision.rule)
    if decision.confidence is not None:
        Ticket.objects.filter(pk=ticket.pk).update(ai_confidence=decision.confidence)
    run = record_run(ticket, situation, decision, trace, kind=kind, answer=answer)
    if kind == Run.Decision.SUGGEST:
        suggest(run, citations=decision.citations)
    live.publish(ticket.tenant_id, f"ticket-{ticket.number}")


def _settle_kind(ticket: Ticket, decision: Decision) -> str:
    """A finished answer becomes a draft when a member spoke first, the channel wants approval, or the AI
    was switched off while it was made."""
    speaks = decision.kind in (Run.Decision.REPLY, Run.Decision.CLARIFY)
    if speaks and not AISettings.of(ticket.tenant).is_on:
        return Run.Decision.SUGGEST
    if ticket.is_ai_silent:
        return Run.Decision.SUGGEST if speaks else Run.Decision.IGNORE
    if speaks and ticket.channel.ai_mode == Channel.Mode.APPROVAL:
        return Run.Decision.SUGGEST
    return decision.kind


def _stream(ticket: Ticket, decision: Decision) -> None:
    """Show the customer, sentence by sentence, what is being posted.

    Only now: an answer is checked whole, and nothing newer may have happened, before a word of it is shown.
    """
    if decision.answer is None:
        return
    sentences = decision.answer.sentences
    for count in range(1, len(sentences) + 1):
        text = join_sentences(sentences[:count])
        live.publish_now(
            ticket.tenant_id, f"discussion-{ticket.discussion_id}", {"kind": "delta", "text": text}
        )


def _show(ticket: Ticket, kind: str) -> None:
    live.publish_now(ticket.tenant_id, f"discussion-{ticket.discussion_id}", {"kind": kind})
