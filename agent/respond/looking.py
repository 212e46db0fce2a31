"""What the knowledge says to a question: the passages, and what an engine makes of them."""

from __future__ import annotations

from agent.respond.situation import Situation
from agent.respond.sources import as_source
from agent.respond.trace import Trace
from ai import engine
from ai.types import Answer, AnswerRequest
from guidance.compiling import Guidance
from knowledge.neighbours import with_neighbours
from knowledge.retrieval import Retrieval, retrieve


def look_up(situation: Situation, trace: Trace) -> Retrieval:
    """The passages that may answer the question, for this customer."""
    with trace.step("retrieve") as found:
        retrieval = retrieve(
            tenant=situation.ticket.tenant, query=situation.question, traits=situation.traits, limit=8
        )
        retrieval = with_neighbours(retrieval, situation.ticket.tenant)
        found.update(
            passages=len(retrieval.hits),
            neighbours=len(retrieval.around),
            excluded_by_audience=list(retrieval.excluded_by_audience),
            timings=retrieval.timings,
        )
    return retrieval


def word_answer(
    situation: Situation,
    retrieval: Retrieval,
    trace: Trace,
    *,
    guidance: Guidance,
    tool: str = "agent",
) -> Answer:
    """What an engine makes of the passages. Raises ai.errors.AIUnavailable."""
    with trace.step("draft") as found:
        request = AnswerRequest(
            question=situation.question,
            history=situation.history,
            language=situation.ticket.tenant.language,
            languages=guidance.languages,
            guidance=guidance.as_prompt(),
            sources=tuple(as_source(hit) for hit in retrieval.hits),
            around=tuple(as_source(hit) for hit in retrieval.around),
        )
        answer = engine.answer(situation.ticket.tenant, request, tool=tool)
        found.update(
            engine=answer.engine,
            model=answer.model,
            fallback_from=answer.fallback_from or None,
            evidence=answer.evidence,
            sentences=[sentence.model_dump() for sentence in answer.sentences],
        )
    return answer
