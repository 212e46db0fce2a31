"""From a situation to one decision. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from agent import wording
from agent.guiding.guide import Guide, load_guide
from agent.models import Run
from agent.respond.situation import Situation
from agent.respond.trace import Trace
from agent.understanding import SmallTalk, asks_for_person, emergency_in, small_talk_in
from ai import engine
from ai.models import AISettings
from ai.types import Answer, AnswerRequest, Source
from conversations.models import Channel
from guidance.compiling import Guidance
from guidance.evaluation import PlayRule
from guidance.guardrails import Checked
from knowledge.retrieval import Hit, Retrieval, retrieve
from tickets.models import EscalationReason

CLARIFY_AT_MOST = 2


@dataclass(frozen=True)
class Decision:
    kind: str
    explanation: str
    body: str = ""
    reason: str = ""
    answer: Answer | None = None
    retrieval: Retrieval | None = None
    citations: list[dict[str, Any]] = field(default_factory=list)
    rule: PlayRule | None = None

    @property
    def confidence(self) -> float | None:
        return self.answer.confidence if self.answer else None


def decide(situation: Situation, trace: Trace) -> Decision:
    """Safety, then what the customer wants, the team's playbooks, and what the knowledge says, each a step
    of the trace. Whatever it is handed over for, the playbook's rule that fires says where to."""
    guide = load_guide(situation)
    decision = _decide_by_safety(situation, trace) or _decide_by_wish(situation, trace)
    rule = guide.before_answer(trace)
    decision = (
        decision
        or _decide_by_playbook(rule)
        or _decide_by_small_talk(situation)
        or _decide_by_knowledge(situation, guide, trace)
    )
    decision = _acknowledge(decision, situation)
    return replace(decision, rule=decision.rule or rule)


def _acknowledge(decision: Decision, situation: Situation) -> Decision:
    """To somebody whom the answers do not help, neither an answer once more nor a hand-over for lack of one:
    when it is enough the count of such messages hands over (agent.respond.listening)."""
    has_nothing = decision.kind == Run.Decision.CLARIFY or decision.reason in (
        EscalationReason.LOW_CONFIDENCE,
        EscalationReason.NO_KNOWLEDGE,
    )
    told = {turn.text for turn in situation.history if turn.role == "ai"}
    repeats = decision.kind == Run.Decision.REPLY and decision.body in told
    if not situation.is_dissatisfied or not (has_nothing or repeats):
        return decision
    return Decision(
        Run.Decision.CLARIFY,
        "The customer is dissatisfied, and there is nothing new to answer.",
        body=wording.acknowledge_again() if wording.acknowledge() in told else wording.acknowledge(),
        retrieval=decision.retrieval,
    )


def _decide_by_safety(situation: Situation, trace: Trace) -> Decision | None:
    with trace.step("safety") as found:
        danger = emergency_in(situation.question)
        found["danger"] = danger or None
    if not danger:
        return None
    return Decision(
        Run.Decision.ESCALATE, f"The message tells of danger: {danger}.", reason=EscalationReason.SAFETY
    )


def _decide_by_wish(situation: Situation, trace: Trace) -> Decision | None:
    with trace.step("understand") as found:
        wants_person = asks_for_person(situation.question)
        small_talk = small_talk_in(situation.question)
        found.update(asks_for_person=wants_person, small_talk=small_talk.value if small_talk else None)
    if wants_person:
        return Decision(
            Run.Decision.ESCALATE, "The customer asks for a person.", reason=EscalationReason.CUSTOMER_ASKED
        )
    if not AISettings.of(situation.ticket.tenant).is_on:
        return Decision(Run.Decision.ESCALATE, "The AI is off.", reason=EscalationReason.AI_OFF)
    if situation.ticket.channel.ai_mode == Channel.Mode.OFF:
        return Decision(
            Run.Decision.ESCALATE, "The AI is off in this channel.", reason=EscalationReason.AI_OFF
        )
    return None


def _decide_by_playbook(rule: PlayRule | None) -> Decision | None:
    if rule is None:
        return None
    because = f"The playbook's rule “{rule.name}” fired."
    return Decision(Run.Decision.ESCALATE, because, reason=EscalationReason.PLAYBOOK, rule=rule)


def _decide_by_small_talk(situation: Situation) -> Decision | None:
    small_talk = small_talk_in(situation.question)
    if small_talk is SmallTalk.CLOSING:
        return Decision(Run.Decision.IGNORE, "The message asks for nothing.")
    if small_talk is SmallTalk.GREETING and not situation.history:
        return Decision(Run.Decision.CLARIFY, "Only a greeting so far.", body=wording.greeting())
    return None


def _decide_by_knowledge(situation: Situation, guide: Guide, trace: Trace) -> Decision:
    retrieval = look_up(situation, trace)
    if not retrieval.hits:
        return Decision(
            Run.Decision.ESCALATE,
            "No published article matches.",
            reason=EscalationReason.NO_KNOWLEDGE,
            retrieval=retrieval,
        )
    answer = word_answer(situation, retrieval, trace, guidance=guide.guidance)
    checked = guide.check(answer, trace, about=situation.question)
    rule = guide.after_answer(trace, answer.confidence)
    with trace.step("decide") as found:
        threshold = situation.ticket.channel.ai_threshold
        found.update(kind=answer.kind, confidence=answer.confidence, threshold=threshold)
        return _guarded(_weigh(situation, retrieval, answer, threshold), checked, rule)


def look_up(situation: Situation, trace: Trace) -> Retrieval:
    """The passages that may answer the question, for this customer."""
    with trace.step("retrieve") as found:
        retrieval = retrieve(
            tenant=situation.ticket.tenant, query=situation.question, traits=situation.traits, limit=8
        )
        found.update(
            passages=len(retrieval.hits),
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
            sources=tuple(_as_source(hit) for hit in retrieval.hits),
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


def _weigh(situation: Situation, retrieval: Retrieval, answer: Answer, threshold: float) -> Decision:
    if answer.kind == "answer" and answer.confidence >= threshold:
        return Decision(
            Run.Decision.REPLY,
            f"Confidence {answer.confidence:.2f} reaches the channel's {threshold:.2f}.",
            body=answer.text,
            answer=answer,
            retrieval=retrieval,
            citations=citations_of(answer, retrieval),
        )
    if answer.kind == "clarify" and situation.clarified_in_a_row < CLARIFY_AT_MOST:
        return Decision(
            Run.Decision.CLARIFY,
            "The question is too vague to search for.",
            body=answer.clarifying_question or wording.ask_for_detail(),
            answer=answer,
            retrieval=retrieval,
        )
    return Decision(
        Run.Decision.ESCALATE,
        f"Confidence {answer.confidence:.2f} does not carry an answer; the channel asks for {threshold:.2f}.",
        reason=EscalationReason.LOW_CONFIDENCE,
        answer=answer,
        retrieval=retrieval,
    )


def _guarded(decision: Decision, checked: Checked, rule: PlayRule | None) -> Decision:
    """The decision as the team's rules leave it: what they block is not said, what they demand is."""
    if decision.body and checked.blocked_by:
        because = f"{checked.blocked_by.rule.words}. {checked.blocked_by.why}"
        return _handed_over(decision, because, EscalationReason.GUARDRAIL, rule)
    if rule is not None:
        because = f"The playbook's rule “{rule.name}” fired."
        return _handed_over(decision, because, EscalationReason.PLAYBOOK, rule)
    if decision.kind == Run.Decision.REPLY:
        return replace(decision, body=checked.text)
    return decision


def _handed_over(decision: Decision, because: str, reason: str, rule: PlayRule | None) -> Decision:
    return replace(
        decision,
        kind=Run.Decision.ESCALATE,
        explanation=because,
        body="",
        reason=reason,
        citations=[],
        rule=rule,
    )


def _as_source(hit: Hit) -> Source:
    return Source(
        passage_id=hit.passage_id,
        article_id=hit.article_id,
        title=hit.title,
        heading=hit.heading,
        text=hit.text,
        score=hit.score,
        lexical=hit.lexical,
        vector=hit.vector,
    )


def citations_of(answer: Answer, retrieval: Retrieval) -> list[dict[str, Any]]:
    """One link an article, in the order of first citation, with the sentences that rest on it."""
    hits = {hit.passage_id: hit for hit in retrieval.hits}
    cited: dict[int, dict[str, Any]] = {}
    for number, sentence in enumerate(answer.sentences):
        for passage_id in sentence.passage_ids:
            hit = hits[passage_id]
            entry = cited.setdefault(
                hit.article_id, {"title": hit.title, "url": hit.url, "passages": [], "sentences": []}
            )
            entry["passages"].append(passage_id)
            entry["sentences"].append(number)
    return list(cited.values())
