"""`manage.py evaluate chat_to_ticket`: which work does a chat hold?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from pydantic import BaseModel, Field

from accounts.models import Tenant
from agent.chat.categories import DEFAULT_CATEGORIES
from agent.chat.judging import judge, threshold_of, worth_suggesting
from ai.types import AnalysisRequest, SuggestedTicket, ThreadMessage
from ai.types.analysing import Urgency
from knowledge.evaluation.task import Options, Report, read_rows

LEVELS: dict[str, int] = {"low": 0, "medium": 1, "high": 2, "critical": 3}
ROLES = {
    "user": "customer",
    "customer": "customer",
    "assistant": "ai",
    "ai": "ai",
    "agent": "member",
    "member": "member",
}


class Said(BaseModel):
    id: str | int
    role: Literal["user", "customer", "assistant", "ai", "member", "agent", "system"]
    content: str


class Expected(BaseModel):
    category: str
    priority: Urgency
    message_ids: list[str | int] = Field(min_length=1)
    gist: str = ""


class Row(BaseModel):
    id: str | int
    messages: list[Said]
    expected: list[Expected]


@dataclass
class Tally:
    """What was right, over all chats."""

    found: int = 0
    expected: int = 0
    category: int = 0
    near_priority: int = 0
    critical_found: int = 0
    critical: int = 0
    overlaps: list[float] = field(default_factory=list)
    quiet: int = 0
    disturbed: int = 0
    superfluous: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


def run(options: Options) -> Report:
    """In a tenant that nobody ever sees, with the default categories and what others the labels use."""
    rows = read_rows(options.data, Row, what="data")
    used = [issue.category for row in rows for issue in row.expected]
    categories = tuple(dict.fromkeys([*DEFAULT_CATEGORIES, *used]))
    tally, milliseconds = Tally(), []
    with transaction.atomic():
        tenant = Tenant.objects.create(slug="evaluate-chat-to-ticket", name="Evaluation")
        for row in rows:
            began = time.perf_counter()
            suggested = _suggest(tenant, row, categories)
            milliseconds.append((time.perf_counter() - began) * 1000)
            _count(row, suggested, tally)
        transaction.set_rollback(True)
    counts = {
        "chats": len(rows),
        "without_issue": tally.quiet,
        "issues": tally.expected,
        "critical": tally.critical,
        "superfluous": tally.superfluous,
    }
    return Report(_figures(tally), counts, milliseconds, tally.errors[: options.errors])


def _suggest(tenant: Tenant, row: Row, categories: tuple[str, ...]) -> list[SuggestedTicket]:
    """By the code that the hub runs, with messages numbered as the hub numbers them."""
    messages = tuple(
        ThreadMessage.model_validate(
            {"id": number, "role": ROLES.get(said.role, "system"), "text": said.content}
        )
        for number, said in enumerate(row.messages, start=1)
    )
    request = AnalysisRequest(messages=messages, categories=categories)
    return worth_suggesting(judge(tenant, request).suggestions, threshold_of(tenant))


def _count(row: Row, suggested: Sequence[SuggestedTicket], tally: Tally) -> None:
    numbers = {said.id: number for number, said in enumerate(row.messages, start=1)}
    left, missed = list(suggested), []
    if not row.expected:
        tally.quiet += 1
        tally.disturbed += bool(suggested)
    for issue in row.expected:
        wanted = {numbers[name] for name in issue.message_ids if name in numbers}
        match = _best(wanted, issue.category, left)
        tally.expected += 1
        tally.critical += issue.priority == "critical"
        if match is None:
            missed.append(issue.gist or issue.category)
            continue
        left.remove(match)
        _score(issue, wanted, match, tally)
    tally.superfluous += len(left)
    if missed or left:
        extra = [f"{one.title} ({one.confidence:.2f})" for one in left]
        tally.errors.append({"id": row.id, "missed": missed, "superfluous": extra})


def _best(wanted: set[int], category: str, suggested: Sequence[SuggestedTicket]) -> SuggestedTicket | None:
    """Of those that share a message the one that shares most; of two alike, that of the category."""
    sharing = [one for one in suggested if wanted & set(one.message_ids)]
    if not sharing:
        return None
    return max(sharing, key=lambda one: (_f1(wanted, set(one.message_ids)), one.category == category))


def _score(issue: Expected, wanted: set[int], match: SuggestedTicket, tally: Tally) -> None:
    tally.found += 1
    tally.category += match.category == issue.category
    tally.near_priority += abs(LEVELS[match.priority] - LEVELS[issue.priority]) <= 1
    tally.critical_found += issue.priority == match.priority == "critical"
    tally.overlaps.append(_f1(wanted, set(match.message_ids)))
    if match.category != issue.category or (issue.priority == "critical" != match.priority):
        said = f"{match.category}/{match.priority} for {issue.category}/{issue.priority}"
        tally.errors.append({"title": match.title, "said": said})


def _f1(wanted: set[int], said: set[int]) -> float:
    shared = len(wanted & said)
    return 2 * shared / (len(wanted) + len(said)) if shared else 0.0


def _figures(tally: Tally) -> dict[str, Any]:
    """Of no cases there is nothing that went wrong."""

    def share(part: float, whole: int, none: float = 1.0) -> float:
        return round(part / whole, 4) if whole else none

    return {
        "issue_recall": share(tally.found, tally.expected),
        "false_alarm_rate": share(tally.disturbed, tally.quiet, 0.0),
        "category_accuracy": share(tally.category, tally.found),
        "priority_within_one": share(tally.near_priority, tally.found),
        "critical_recall": share(tally.critical_found, tally.critical),
        "message_id_f1": share(sum(tally.overlaps), len(tally.overlaps)),
    }
