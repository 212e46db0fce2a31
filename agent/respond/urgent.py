"""Who tells of something critical and gets no answer gets people at once, not when the chat has been read."""

from __future__ import annotations

from agent.chat.critical import critical_in, critical_told_in, peril_of
from agent.models import Run
from agent.respond.decision import Decision
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from conversations.models import Channel
from tickets.models import EscalationReason

WITHOUT_ANSWER = {EscalationReason.NO_KNOWLEDGE, EscalationReason.LOW_CONFIDENCE}


def decide_by_urgency(decision: Decision, situation: Situation, trace: Trace) -> Decision:
    """The decision; a hand-over in place of one without an answer, where the chat's analysis would hand over
    right after. What it has handed over for already it does not again."""
    if not _is_to_be_looked_at(decision, situation):
        return decision
    with trace.step("urgency") as found:
        critical = critical_told_in(situation.ticket.tenant, situation.question)
        found["critical"] = critical.title if critical else None
    if critical is None:
        return decision
    return Decision(
        Run.Decision.ESCALATE,
        f"The message tells of something critical: {critical.title}.",
        reason=EscalationReason.SAFETY,
        retrieval=decision.retrieval,
        answer=decision.answer,
        peril=peril_of(situation.ticket.tenant, situation.question, critical.category),
    )


def _is_to_be_looked_at(decision: Decision, situation: Situation) -> bool:
    asks_or_offers = decision.kind in (Run.Decision.OFFER, Run.Decision.CLARIFY)
    return (
        (asks_or_offers or decision.reason in WITHOUT_ANSWER)
        and situation.ticket.channel.kind == Channel.Kind.WIDGET
        and not critical_in(situation.ticket)
    )
