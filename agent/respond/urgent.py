"""No articles are offered to somebody who tells of something critical: they get people."""

from __future__ import annotations

from agent.chat.critical import critical_told_in, peril_of
from agent.models import Run
from agent.respond.decision import Decision
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from conversations.models import Channel
from tickets.models import EscalationReason


def decide_by_urgency(decision: Decision, situation: Situation, trace: Trace) -> Decision:
    """The decision; a hand-over in place of an offer that the chat's analysis would hand over right after."""
    if decision.kind != Run.Decision.OFFER or situation.ticket.channel.kind != Channel.Kind.WIDGET:
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
        peril=peril_of(situation.question, critical.category),
    )
