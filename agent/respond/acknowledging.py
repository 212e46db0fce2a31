"""To somebody whom the answers do not help: that they were heard, where there is nothing new to say."""

from __future__ import annotations

from agent import wording
from agent.models import Run, RunPassage
from agent.respond.decision import Decision
from agent.respond.situation import Situation
from tickets.models import EscalationReason


def acknowledge(decision: Decision, situation: Situation) -> Decision:
    """Neither an answer once more nor a hand-over for lack of one: when it is enough the count of such
    messages hands over (agent.respond.listening). But a no to articles that were offered leads to a person,
    and so does having been asked back twice."""
    told = {turn.text for turn in situation.history if turn.role == "ai"}
    declined = situation.outcome is not None and situation.outcome.is_offer and situation.verdict is False
    may_acknowledge = situation.is_dissatisfied and told and situation.may_ask_back
    if not may_acknowledge or declined or decision.language or _says_something_new(decision, situation):
        return decision
    return Decision(
        Run.Decision.CLARIFY,
        "The customer is dissatisfied, and there is nothing new to answer.",
        body=wording.acknowledge_again() if wording.acknowledge() in told else wording.acknowledge(),
        retrieval=decision.retrieval,
    )


def _says_something_new(decision: Decision, situation: Situation) -> bool:
    if decision.kind == Run.Decision.REPLY:
        return not _repeats(decision, situation)
    lacks_knowledge = decision.reason in (EscalationReason.LOW_CONFIDENCE, EscalationReason.NO_KNOWLEDGE)
    return decision.kind != Run.Decision.CLARIFY and not lacks_knowledge


def _repeats(decision: Decision, situation: Situation) -> bool:
    """The same answer, or one to the question before ("you keep telling me the same") from articles that
    were shown already."""
    if any(turn.text == decision.body for turn in situation.history if turn.role == "ai"):
        return True
    return situation.asked != situation.question and _articles_of(decision) <= _shown_in(situation)


def _articles_of(decision: Decision) -> set[int]:
    cited = {passage for citation in decision.citations for passage in citation["passages"]}
    hits = decision.retrieval.citable if decision.retrieval else []
    return {hit.article_id for hit in hits if hit.passage_id in cited}


def _shown_in(situation: Situation) -> set[int]:
    shown = RunPassage.objects.filter(
        run__ticket=situation.ticket, run__purpose=Run.Purpose.TURN, is_cited=True, passage__isnull=False
    )
    return set(shown.values_list("passage__article", flat=True))
