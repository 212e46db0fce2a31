"""The team's guidance in one turn of the AI: rules before and after the answer, and the check of its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from agent.guiding.facts import facts_of
from ai.types import Answer
from guidance import evaluation
from guidance.compiling import Guidance, compile_guidance, load_playbooks
from guidance.evaluation import Outcome, Play, PlayRule, evaluate
from guidance.guardrails import Checked, check

if TYPE_CHECKING:
    from agent.respond.situation import Situation
    from agent.respond.trace import Trace


@dataclass(frozen=True)
class Guide:
    """What counts for this customer in this channel now, and the facts that rules are held against."""

    guidance: Guidance
    plays: tuple[Play, ...] = ()
    facts: evaluation.Situation | None = None

    def before_answer(self, trace: Trace) -> PlayRule | None:
        """The rule that fires on the message itself."""
        return self._evaluate(trace, "playbook", None)

    def after_answer(self, trace: Trace, confidence: float) -> PlayRule | None:
        """The rule that fires once it is known how sure the AI is of its answer."""
        if not any(rule.conditions.needs_answer for play in self.plays for rule in play.rules):
            return None
        return self._evaluate(trace, "playbook-answer", confidence)

    def check(self, answer: Answer, trace: Trace, *, about: str) -> Checked:
        """What the answer says, or asks back; to a question back nothing is added."""
        is_answer = answer.kind == "answer"
        text = answer.text if is_answer else answer.clarifying_question
        rules = [rule for rule in self.guidance.guardrails if is_answer or rule.blocks]
        with trace.step("check") as found:
            checked = check(text, rules if text else (), about=about)
            found["packs"] = list(self.guidance.packs)
            found["rules"] = [
                {
                    "rule": finding.rule.words,
                    "pack": finding.rule.pack,
                    "fired": finding.fired,
                    "why": finding.why,
                }
                for finding in checked.findings
            ]
        return checked

    def allows(self, text: str, *, about: str) -> bool:
        """Whether the team's rules let this be shown as it is. What is only quoted, nothing is added to."""
        blocking = [rule for rule in self.guidance.guardrails if rule.blocks]
        return check(text, blocking, about=about).blocked_by is None

    def _evaluate(self, trace: Trace, step: str, confidence: float | None) -> PlayRule | None:
        if self.facts is None:
            return None
        with trace.step(step) as found:
            outcome = evaluate(self.plays, replace(self.facts, confidence=confidence))
            found["rules"] = as_json(outcome)
        return outcome.fired


def load_guide(situation: Situation) -> Guide:
    """With the playbooks, for a turn of the AI's own."""
    guidance = guidance_for(situation)
    plays = load_playbooks(situation.ticket.tenant)
    return Guide(guidance, plays, facts_of(situation) if plays else None)


def guidance_for(situation: Situation) -> Guidance:
    ticket = situation.ticket
    customer = situation.message.customer or ticket.customer
    return compile_guidance(ticket.tenant, customer, ticket.channel, timezone.now())


def as_json(outcome: Outcome) -> list[dict[str, Any]]:
    """For the trace: each rule, whether it fired, and for each condition why or why not."""
    return [
        {
            "play": result.play,
            "rule": {"id": result.rule.id, "name": result.rule.name},
            "fired": result.fired,
            "matches": result.matches,
            "checks": [{"holds": one.holds, "why": one.why} for one in result.checks],
        }
        for result in outcome.results
    ]
