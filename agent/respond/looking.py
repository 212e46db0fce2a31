"""What the knowledge says to a question: the passages, and what an engine makes of them."""

from __future__ import annotations

from typing import Any

from agent.respond.situation import Situation
from agent.respond.sources import as_source, as_sources
from agent.respond.trace import Trace
from ai import engine
from ai.ledger import price_of
from ai.types import Answer, AnswerRequest, Usage
from guidance.compiling import Guidance
from knowledge.neighbours import with_neighbours
from knowledge.retrieval import Retrieval, retrieve

# So many passages an answer may be made from.
PASSAGES = 8


def look_up(situation: Situation, trace: Trace) -> Retrieval:
    """The passages that may answer the question, for this customer."""
    with trace.step("retrieve") as found:
        retrieval = retrieve(
            tenant=situation.ticket.tenant, query=situation.asked, traits=situation.traits, limit=PASSAGES
        )
        retrieval = with_neighbours(retrieval, situation.ticket.tenant)
        found.update(
            passages=len(retrieval.hits),
            neighbours=len(retrieval.around) or None,
            excluded_by_audience=list(retrieval.excluded_by_audience),
            by_words_alone=retrieval.by_words_alone or None,
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
            question=situation.asked,
            history=situation.history,
            language=situation.ticket.tenant.language,
            languages=guidance.languages,
            guidance=guidance.as_prompt(),
            sources=as_sources(retrieval.hits),
            around=tuple(as_source(hit) for hit in retrieval.around),
        )
        answer = engine.answer(situation.ticket.tenant, request, tool=tool)
        found.update(as_found(answer))
    return answer


def as_found(answer: Answer) -> dict[str, Any]:
    """What the trace says of it."""
    # One of the two is the local engine, which costs nothing.
    billed = (answer.engine, answer.model, answer.usage)
    if answer.fallback_usage != Usage():
        billed = (answer.fallback_from, answer.fallback_model, answer.fallback_usage)
    engine_name, _model, usage = billed
    cost = price_of(*billed)
    return {
        "engine": answer.engine,
        "model": answer.model,
        "fallback_from": answer.fallback_from or None,
        "fallback_reason": answer.fallback_reason or None,
        "evidence": answer.evidence,
        "sentences": [sentence.model_dump() for sentence in answer.sentences],
        "struck": list(answer.struck),
        "tokens": usage.model_dump() if engine_name != "local" else None,
        "cost": None if cost is None else float(cost),
        "prompt": [message.model_dump() for message in answer.prompt],
    }
