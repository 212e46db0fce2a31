"""The customer says in plain words whether what they were shown helped."""

from __future__ import annotations

from agent.guiding.guide import Guide
from agent.models import Outcome, Run, RunPassage
from agent.respond.decision import Decision
from agent.respond.looking import look_up
from agent.respond.offering import decide_to_offer
from agent.respond.situation import Situation, load_situation
from agent.respond.trace import Trace
from tickets.models import EscalationReason


def decide_by_verdict(situation: Situation, guide: Guide, trace: Trace) -> Decision | None:
    """None where the message says neither yes nor no to anything."""
    if situation.outcome is None or situation.verdict is None:
        return None
    if situation.verdict:
        return Decision(Run.Decision.IGNORE, "The customer says that it helped.")
    return decide_again(situation.outcome, guide, trace)


def decide_again(outcome: Outcome, guide: Guide, trace: Trace) -> Decision:
    """After a no: other articles than those an answer rested on. What they do not help goes to a person."""
    if not outcome.is_offer:
        asked = load_situation(outcome.run.message_id)
        cited = RunPassage.objects.filter(run=outcome.run, is_cited=True, passage__isnull=False)
        articles = set(cited.values_list("passage__article", flat=True))
        retrieval = look_up(asked, trace)
        others = decide_to_offer(
            asked, retrieval, guide, trace, in_vain=lambda hit: hit.article_id in articles
        )
        if others is not None:
            return others
    return Decision(
        Run.Decision.ESCALATE,
        "The customer says that it did not help.",
        reason=EscalationReason.LOW_CONFIDENCE,
    )
