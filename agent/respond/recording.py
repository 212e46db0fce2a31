from __future__ import annotations

from agent.models import Run, RunPassage
from agent.respond.decision import Decision
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from conversations.models import Message
from tickets.models import EscalationReason, Ticket


def given_up() -> Decision:
    """Of what failed again and again."""
    because = "Every attempt failed. Manual review required."
    return Decision(Run.Decision.ESCALATE, because, reason=EscalationReason.AI_UNAVAILABLE)


def record_run(
    ticket: Ticket,
    situation: Situation,
    decision: Decision,
    trace: Trace,
    *,
    kind: str,
    answer: Message | None = None,
    purpose: str = Run.Purpose.TURN,
) -> Run:
    """Keep a decision with everything it was made from. `kind` is what came of it (a Run.Decision)."""
    run = Run.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        message=situation.message,
        purpose=purpose,
        answer=answer,
        decision=kind,
        reason=decision.reason if kind in (Run.Decision.ESCALATE, Run.Decision.OFFER) else "",
        explanation=decision.explanation,
        draft=decision.body if kind == Run.Decision.SUGGEST else "",
        confidence=decision.confidence,
        engine=decision.answer.engine if decision.answer else "",
        model=decision.answer.model if decision.answer else "",
        steps=trace.steps,
        duration_ms=trace.duration_ms,
    )
    _record_passages(run, decision)
    return run


def _record_passages(run: Run, decision: Decision) -> None:
    cited = set(decision.answer.passage_ids) if decision.answer else set()
    found = decision.retrieval
    # Of what stands beside them only what was cited: the rest was there to be understood.
    hits = [*found.hits, *(hit for hit in found.around if hit.passage_id in cited)] if found else []
    RunPassage.objects.bulk_create(
        RunPassage(
            run=run,
            passage_id=hit.passage_id,
            rank=rank,
            title=hit.title,
            lexical=hit.lexical,
            vector=hit.vector,
            score=hit.score,
            is_cited=hit.passage_id in cited,
        )
        for rank, hit in enumerate(hits, start=1)
    )
