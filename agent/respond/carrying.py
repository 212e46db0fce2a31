"""Doing what was decided. The decision was worded by an engine; what happens is up to this code."""

from __future__ import annotations

from agent.drafting.suggesting import suggest
from agent.escalation import hand_over
from agent.models import Outcome, Run
from agent.outcomes.asking import shall_ask
from agent.outcomes.settling import settle_by_words
from agent.respond.decision import Decision
from agent.respond.recording import record_run
from agent.respond.situation import Situation
from agent.respond.switches import may_speak
from agent.respond.trace import Trace
from conversations import live
from conversations.models import Message
from guidance.evaluation import PlayRule
from tickets.models import EscalationReason, Ticket
from tickets.services import post_hub_message

SPEAKS = (Run.Decision.REPLY, Run.Decision.CLARIFY, Run.Decision.OFFER)


def carry_out(
    ticket: Ticket,
    situation: Situation,
    decision: Decision,
    trace: Trace,
    *,
    purpose: str = Run.Purpose.TURN,
    source_id: str = "",
) -> Run:
    """Say, hand over or leave it, and keep the run. The ticket must be locked.

    `source_id` names what is said, so that it is said once.
    """
    if purpose == Run.Purpose.TURN:
        settle_by_words(ticket, situation)
    kind = _settle_kind(ticket, decision)
    answer = None
    if kind in SPEAKS:
        answer = _say(ticket, decision, source_id=source_id or f"run:{situation.message.pk}")
    elif kind == Run.Decision.ESCALATE:
        hand_over_from(
            ticket,
            situation,
            decision.reason,
            decision.rule,
            language=decision.language,
            peril=decision.peril,
        )
    if decision.confidence is not None:
        Ticket.objects.filter(pk=ticket.pk).update(ai_confidence=decision.confidence)
    run = record_run(ticket, situation, decision, trace, kind=kind, answer=answer, purpose=purpose)
    if kind == Run.Decision.SUGGEST:
        suggest(run, citations=decision.citations)
    if answer is not None and kind in (Run.Decision.REPLY, Run.Decision.OFFER):
        _await_outcome(run, answer, decision)
    live.publish(ticket.tenant_id, f"ticket-{ticket.number}")
    return run


def hand_over_from(
    ticket: Ticket,
    situation: Situation,
    reason: str,
    rule: PlayRule | None = None,
    *,
    language: str = "",
    peril: str = "",
) -> None:
    customer = situation.message.customer
    hand_over(ticket=ticket, reason=reason, customer=customer, rule=rule, language=language, peril=peril)


def _await_outcome(run: Run, answer: Message, decision: Decision) -> None:
    is_offer = run.decision == Run.Decision.OFFER
    Outcome.objects.create(
        tenant_id=run.tenant_id,
        ticket=run.ticket,
        run=run,
        message=answer,
        kind=Outcome.Kind.OFFER if is_offer else Outcome.Kind.ANSWER,
        asks=is_offer or shall_ask(run.ticket),
        confidence=decision.chance,
        articles=decision.articles,
    )


def _settle_kind(ticket: Ticket, decision: Decision) -> str:
    """What is finished becomes a draft when a member spoke first or resolved the ticket, the channel wants
    approval, or the AI was switched off while it was made. A danger is told people in any case."""
    speaks = decision.kind in SPEAKS
    if speaks and (ticket.is_resolved or not may_speak(ticket)):
        return Run.Decision.SUGGEST
    if ticket.is_ai_silent and decision.reason != EscalationReason.SAFETY:
        return Run.Decision.SUGGEST if speaks else Run.Decision.IGNORE
    return decision.kind


def _say(ticket: Ticket, decision: Decision, *, source_id: str) -> Message:
    _stream(ticket, decision)
    return post_hub_message(
        ticket, author="ai", body=decision.body, source_id=source_id, citations=decision.citations
    )


def _stream(ticket: Ticket, decision: Decision) -> None:
    """Show the customer, piece by piece, what is being posted.

    Only now: it is checked whole, and nothing newer may have happened, before a word of it is shown.
    """
    for text in decision.as_it_grows():
        live.publish_now(
            ticket.tenant_id, f"discussion-{ticket.discussion_id}", {"kind": "delta", "text": text}
        )
