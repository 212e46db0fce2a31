"""Do the rules of the playbooks fire? Nothing here reads the database, so the answer is always the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from guidance.conditions import Conditions
from guidance.explaining import Check, explain


@dataclass(frozen=True)
class Situation:
    """What is known when a message is to be answered. None: not known, or not yet."""

    text: str
    intents: frozenset[str] = frozenset()
    category: str = ""
    sentiment: str = "neutral"
    confidence: float | None = None
    plan: str = ""
    segment: str = ""
    channel_id: int | None = None
    is_open: bool | None = None
    unhelpful_turns: int = 0


@dataclass(frozen=True)
class PlayRule:
    """A rule as it is evaluated, with what it leads to. `team_id` and `member_id` are keys of rows."""

    id: int
    name: str
    conditions: Conditions
    destination: str = ""
    team_id: int | None = None
    member_id: int | None = None
    address: str = ""
    priority: str = ""
    message: str = ""


@dataclass(frozen=True)
class Play:
    """A playbook that is switched on, with its rules that are, in their order."""

    name: str
    rules: tuple[PlayRule, ...]


@dataclass(frozen=True)
class Result:
    """What became of one rule. It `matches` when all its conditions hold; the first that does has `fired`."""

    play: str
    rule: PlayRule
    checks: tuple[Check, ...]
    matches: bool
    fired: bool


@dataclass(frozen=True)
class Outcome:
    results: tuple[Result, ...] = field(default=())

    @property
    def fired(self) -> PlayRule | None:
        return next((result.rule for result in self.results if result.fired), None)


def evaluate(playbooks: Sequence[Play], situation: Situation) -> Outcome:
    """Every rule of every playbook in order, each with what held and what did not, and why."""
    results: list[Result] = []
    has_fired = False
    for play, rule in _in_order(playbooks):
        checks = tuple(explain(rule.conditions, situation))
        matches = bool(checks) and all(check.holds for check in checks)
        results.append(Result(play, rule, checks, matches, fired=matches and not has_fired))
        has_fired = has_fired or matches
    return Outcome(tuple(results))


def _in_order(playbooks: Sequence[Play]) -> Iterable[tuple[str, PlayRule]]:
    return ((play.name, rule) for play in playbooks for rule in play.rules)
