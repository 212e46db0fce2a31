"""The customer pressed "No" under an answer: one more try, with other articles, or a person."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from agent.guiding.guide import load_guide
from agent.models import Outcome, Run
from agent.respond.carrying import carry_out, hand_over_from
from agent.respond.decision import Decision
from agent.respond.following import decide_again
from agent.respond.recording import given_up, record_run
from agent.respond.situation import load_situation
from agent.respond.switches import decide_by_switches, may_speak
from agent.respond.trace import Trace
from conversations.jobs import Claim
from tickets.models import EscalationReason, Ticket
from tickets.services.timeline import lock_ticket


def try_again(claim: Claim, *, outcome_id: int) -> None:
    outcome = _load(outcome_id)
    situation, trace = load_situation(outcome.run.message_id), Trace()
    if _is_overtaken(situation.ticket, outcome):
        return
    decision = decide_by_switches(situation.ticket) or decide_again(outcome, load_guide(situation), trace)
    with claim.finish():
        ticket = lock_ticket(situation.ticket)
        if _is_overtaken(ticket, outcome):
            return
        if decision.kind != Run.Decision.ESCALATE and not may_speak(ticket):
            # The customer waits, and a draft alone would tell nobody.
            decision = decide_by_switches(ticket) or _leave_to_a_person(decision)
        source_id = f"again:{outcome.pk}"
        carry_out(ticket, situation, decision, trace, purpose=Run.Purpose.RETRY, source_id=source_id)


@transaction.atomic
def give_up_retry(*, outcome_id: int) -> None:
    outcome = _load(outcome_id)
    situation = load_situation(outcome.run.message_id)
    ticket = lock_ticket(situation.ticket)
    if not _is_overtaken(ticket, outcome):
        hand_over_from(ticket, situation, EscalationReason.AI_UNAVAILABLE)
        kind, purpose = Run.Decision.ESCALATE, Run.Purpose.RETRY
        record_run(ticket, situation, given_up(), Trace(), kind=kind, purpose=purpose)


def _load(outcome_id: int) -> Outcome:
    return Outcome.objects.select_related("run", "message").get(pk=outcome_id)


def _is_overtaken(ticket: Ticket, outcome: Outcome) -> bool:
    """People answer, or something was said since: what was written gets its own answer."""
    return ticket.is_ai_silent or ticket.is_resolved or ticket.latest_message_id != outcome.message_id


def _leave_to_a_person(decision: Decision) -> Decision:
    because = "It did not help, and here a member approves what the AI says."
    return replace(
        decision, kind=Run.Decision.ESCALATE, explanation=because, reason=EscalationReason.LOW_CONFIDENCE
    )
