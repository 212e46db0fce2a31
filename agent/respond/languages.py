"""A question in another language than the knowledge's: the local engine can not match it, and says so."""

from __future__ import annotations

from agent.models import Run
from agent.respond.decision import Decision
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from ai.local.language import language_of
from ai.types import Answer
from knowledge.retrieval import Retrieval
from tickets.models import EscalationReason

PASSAGES_READ = 3


def decide_by_language(
    situation: Situation, retrieval: Retrieval, answer: Answer, trace: Trace
) -> Decision | None:
    """None where it is the knowledge's language, is not known, or a model answered that knows both."""
    if answer.engine != "local":
        return None
    with trace.step("language") as found:
        asked_in = language_of(situation.question)
        known_in = {language_of(hit.text) for hit in retrieval.hits[:PASSAGES_READ]} - {""}
        found.update(question=asked_in or None, knowledge=sorted(known_in))
    if not asked_in or not known_in or asked_in in known_in:
        return None
    return Decision(
        Run.Decision.ESCALATE,
        f"The question is in another language ({asked_in}) than the articles "
        f"({', '.join(sorted(known_in))}).",
        reason=EscalationReason.NO_KNOWLEDGE,
        answer=answer,
        retrieval=retrieval,
        language=asked_in,
    )
