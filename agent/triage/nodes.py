"""The steps of a triage. Each reads the thread and says what changes of it, and what the listener hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from agent.models import TriageSettings, TriageThread
from agent.triage.issues import find_articles, find_issues
from agent.triage.request import bare_request, ticket_to_triage
from ai import engine
from ai.errors import AIError
from ai.local.triage.rules import RULES, triage_by_rules
from ai.operations import ASSESS, TRIAGE
from ai.types import TicketToTriage, Triage

logger = structlog.get_logger(__name__)
State, Node = TriageThread.State, TriageThread.Node
Event = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """`changed` are fields of the thread, `events` what is told once they are kept."""

    changed: dict[str, Any]
    events: list[Event] = field(default_factory=list)


def search_kb(thread: TriageThread) -> Outcome:
    try:
        issues = find_issues(thread.tenant, thread.text)
        is_known = bool(issues) and issues[0].similarity >= TriageSettings.of(thread.tenant).issue_threshold
        # What is known has its recommended action.
        articles = [] if is_known else find_articles(thread.tenant, thread.text)
    except AIError as error:
        # Without embeddings nothing is found, and the rest goes on: a ticket is triaged all the same.
        logger.warning("triage_search_failed", thread=str(thread.pk), error=str(error))
        issues, articles = [], []
    matches = [issue.model_dump(mode="json") for issue in issues]
    return Outcome(
        {"matches": matches, "articles": articles, "node": Node.ANALYZE},
        [{"type": "kb_search_complete", "data": matches}],
    )


def analyze(thread: TriageThread) -> Outcome:
    """Ask for what is missing, unless it asked often enough."""
    if thread.rounds >= TriageSettings.of(thread.tenant).rounds:
        return Outcome({"node": Node.CLASSIFY})
    try:
        questions = list(engine.ask(thread.tenant, ASSESS, ticket_to_triage(thread), tool="triage").questions)
    except AIError as error:
        logger.warning("triage_analysis_failed", thread=str(thread.pk), error=str(error))
        questions = []
    if not questions:
        return Outcome({"node": Node.CLASSIFY, "questions": []})
    asked = {"questions": questions, "rounds": thread.rounds + 1, "state": State.WAITING}
    # Answers may say what it is about: they begin with a new search.
    asked["node"] = Node.SEARCH
    return Outcome(asked, [interrupt(questions)])


def interrupt(questions: list[str]) -> Event:
    return {"type": "interrupt", "questions": questions, "message": _("More information is needed.")}


def classify(thread: TriageThread) -> Outcome:
    request = ticket_to_triage(thread)
    try:
        made = engine.ask(thread.tenant, TRIAGE, request, tool="triage")
    except AIError as error:
        logger.warning("triage_failed", thread=str(thread.pk), error=str(error))
        made = triage_by_rules(request)
    return _done(request, made)


def by_rules(thread: TriageThread) -> Outcome:
    """The result without any engine, and nothing that was found or learned: a person is to look."""
    request = bare_request(thread)
    return _done(request, triage_by_rules(request))


def _done(request: TicketToTriage, made: Triage) -> Outcome:
    result = _result(request, made)
    changed = {
        "result": result,
        "questions": [],
        "state": State.DONE,
        "finished_at": timezone.now(),
        "engine": made.engine,
        "model": made.model,
        "fallback_from": made.fallback_from,
    }
    return Outcome(changed, [{"type": "classification_complete", "data": result}])


def _result(request: TicketToTriage, made: Triage) -> dict[str, Any]:
    """What everybody is told: what is known is the search's to say, not the model's.

    Where the provider was asked as often as it may be, somebody should look at what stands in for it.
    """
    match = request.match
    stands_in = bool(made.fallback_from) or made.engine == RULES
    return {
        "summary": made.summary,
        "category": made.category,
        "severity": made.severity,
        "issue_type": "known_issue" if match else "new_issue",
        "matched_issue": match.model_dump(mode="json") if match else None,
        "next_action": made.next_action,
        "confidence": round(made.confidence, 4),
        "manual_review": stands_in,
        "note": _("Manual review required") if stands_in else "",
    }


NODES: dict[str, Callable[[TriageThread], Outcome]] = {
    Node.SEARCH: search_kb,
    Node.ANALYZE: analyze,
    Node.CLASSIFY: classify,
}
