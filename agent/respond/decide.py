"""From a situation to one decision. Nothing here changes anything."""

from __future__ import annotations

from dataclasses import replace

from agent import wording
from agent.guiding.guide import Guide, load_guide
from agent.learning import learned_of
from agent.models import Outcome, Run
from agent.respond.acknowledging import acknowledge
from agent.respond.decision import Decision
from agent.respond.following import decide_by_verdict
from agent.respond.languages import decide_by_language
from agent.respond.looking import look_up, word_answer
from agent.respond.offering import decide_to_offer
from agent.respond.situation import Situation
from agent.respond.sources import citations_of
from agent.respond.switches import decide_by_switches
from agent.respond.trace import Trace
from agent.respond.understand import understand
from agent.respond.urgent import decide_by_urgency
from agent.understanding import (
    SmallTalk,
    abuse_in,
    asks_for_person,
    closes,
    emergency_in,
    instructs_ai,
    small_talk_in,
)
from ai.errors import LeftToPeople
from ai.types import Answer
from conversations.models import Channel
from guidance.evaluation import PlayRule
from guidance.guardrails import Checked
from knowledge.retrieval import Retrieval
from tickets.models import EscalationReason


def decide(situation: Situation, trace: Trace) -> Decision:
    """Safety, then what the customer wants, the team's playbooks, and what the knowledge says, each a step
    of the trace. Whatever it is handed over for, the playbook's rule that fires says where to."""
    guide = load_guide(situation)
    decision = _decide_by_safety(situation, trace)
    situation = understand(situation, trace)
    decision = decision or _decide_by_wish(situation)
    rule = guide.before_answer(trace)
    decision = (
        decision
        or _decide_by_playbook(rule)
        or decide_by_verdict(situation, guide, trace)
        or _decide_by_lack_of_words(situation)
        or _decide_by_small_talk(situation)
        or _decide_by_knowledge(situation, guide, trace)
    )
    decision = decide_by_urgency(acknowledge(decision, situation), situation, trace)
    return replace(decision, rule=decision.rule or rule)


def _decide_by_safety(situation: Situation, trace: Trace) -> Decision | None:
    with trace.step("safety") as found:
        danger = emergency_in(situation.question)
        found.update(
            danger=danger or None,
            abuse=abuse_in(situation.question) or None,
            instructions=instructs_ai(situation.question) or None,
        )
    if not danger:
        return None
    return Decision(
        Run.Decision.ESCALATE, f"The message tells of danger: {danger}.", reason=EscalationReason.SAFETY
    )


def _decide_by_wish(situation: Situation) -> Decision | None:
    if asks_for_person(situation.question):
        return Decision(
            Run.Decision.ESCALATE, "The customer asks for a person.", reason=EscalationReason.CUSTOMER_ASKED
        )
    return decide_by_switches(situation.ticket)


def _decide_by_playbook(rule: PlayRule | None) -> Decision | None:
    if rule is None:
        return None
    because = f"The playbook's rule “{rule.name}” fired."
    return Decision(Run.Decision.ESCALATE, because, reason=EscalationReason.PLAYBOOK, rule=rule)


def _decide_by_lack_of_words(situation: Situation) -> Decision | None:
    """Of a message of files only, which the AI does not look into."""
    if situation.question:
        return None
    if situation.may_ask_back:
        return Decision(Run.Decision.CLARIFY, "Files without a word.", body=wording.ask_about_files())
    return Decision(
        Run.Decision.ESCALATE,
        "Files without a word, again.",
        reason=EscalationReason.LOW_CONFIDENCE,
    )


def _decide_by_small_talk(situation: Situation) -> Decision | None:
    small_talk = small_talk_in(situation.question)
    has_spoken = bool(situation.history) and not situation.is_dissatisfied
    if small_talk is SmallTalk.CLOSING or (has_spoken and closes(situation.question)):
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
    try:
        worded = word_answer(situation, retrieval, trace, guidance=guide.guidance)
    except LeftToPeople as error:
        return _left_to_people(error, retrieval)
    answer = _as_learned(situation, worded)
    checked = guide.check(answer, trace, about=situation.question)
    rule = guide.after_answer(trace, answer.confidence)
    foreign = decide_by_language(situation, retrieval, answer, trace)
    if foreign is not None:
        return _guarded(foreign, None, rule)
    decision = _decide_by_confidence(situation, retrieval, answer, trace, shipped=worded.confidence)
    if decision is not None:
        return _guarded(replace(decision, chance=worded.confidence), checked, rule)
    decision = _decide_unsure(situation, retrieval, guide, answer, trace)
    if situation.was_passed_over(decision.articles):
        again = "The customer asks again what the same articles were offered for."
        return _handed_over(decision, again, EscalationReason.LOW_CONFIDENCE, rule)
    return _guarded(decision, None, rule)


def _decide_by_confidence(
    situation: Situation, retrieval: Retrieval, answer: Answer, trace: Trace, *, shipped: float
) -> Decision | None:
    with trace.step("decide") as found:
        threshold = situation.ticket.channel.ai_threshold
        found.update(kind=answer.kind, confidence=answer.confidence, threshold=threshold)
        if shipped != answer.confidence:
            found["confidence_as_shipped"] = shipped
        return _weigh(situation, retrieval, answer, threshold)


def _decide_unsure(
    situation: Situation, retrieval: Retrieval, guide: Guide, answer: Answer, trace: Trace
) -> Decision:
    """Where neither an answer nor a question back will do."""
    offer = None
    if situation.ticket.channel.ai_unsure == Channel.Unsure.OFFER:
        offer = decide_to_offer(situation, retrieval, guide, trace, answer=answer)
    return offer or _not_carried(situation, retrieval, answer)


def _as_learned(situation: Situation, answer: Answer) -> Answer:
    """As sure as this tenant's customers have found such answers to be."""
    learned = learned_of(situation.ticket.tenant_id, Outcome.Kind.ANSWER, answer.engine)
    return answer.model_copy(update={"confidence": learned.apply(answer.confidence)})


def _weigh(situation: Situation, retrieval: Retrieval, answer: Answer, threshold: float) -> Decision | None:
    """The answer, or a question back; None where neither will do."""
    if answer.kind == "answer" and answer.confidence >= threshold:
        return Decision(
            Run.Decision.REPLY,
            f"Confidence {answer.confidence:.2f} reaches the channel's {threshold:.2f}.",
            body=answer.text,
            answer=answer,
            retrieval=retrieval,
            citations=citations_of(answer, retrieval),
        )
    if answer.kind == "clarify" and situation.may_ask_back:
        return Decision(
            Run.Decision.CLARIFY,
            "The question is too vague to search for.",
            body=answer.clarifying_question or wording.ask_for_detail(),
            answer=answer,
            retrieval=retrieval,
        )
    return None


def _not_carried(situation: Situation, retrieval: Retrieval, answer: Answer) -> Decision:
    channel = situation.ticket.channel
    offers = channel.ai_unsure == Channel.Unsure.OFFER
    because = "No article is near enough to be offered." if offers else "The channel offers no articles."
    return Decision(
        Run.Decision.ESCALATE,
        f"Confidence {answer.confidence:.2f} does not carry an answer; "
        f"the channel asks for {channel.ai_threshold:.2f}. {because}",
        reason=EscalationReason.NO_KNOWLEDGE if offers else EscalationReason.LOW_CONFIDENCE,
        answer=answer,
        retrieval=retrieval,
    )


def _left_to_people(error: LeftToPeople, retrieval: Retrieval) -> Decision:
    return Decision(
        Run.Decision.ESCALATE,
        f"The provider could not answer ({error}), and people are to take over then. Manual review required.",
        reason=EscalationReason.AI_UNAVAILABLE,
        retrieval=retrieval,
    )


def _guarded(decision: Decision, checked: Checked | None, rule: PlayRule | None) -> Decision:
    """The decision as the team's rules leave it: what they block is not said, what they demand is.

    `checked` is the text of an answer or a question back; an offer was checked when it was made.
    """
    if decision.body and checked and checked.blocked_by:
        because = f"{checked.blocked_by.rule.words}. {checked.blocked_by.why}"
        return _handed_over(decision, because, EscalationReason.GUARDRAIL, rule)
    if rule is not None:
        because = f"The playbook's rule “{rule.name}” fired."
        return _handed_over(decision, because, EscalationReason.PLAYBOOK, rule)
    if checked and decision.kind == Run.Decision.REPLY:
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
        articles=[],
        parts=(),
        rule=rule,
    )
