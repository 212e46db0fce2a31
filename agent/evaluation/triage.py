"""`manage.py evaluate triage`: the workflow of the hub, over known issues of a file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, field_validator

from accounts.models import Tenant
from agent.models import TriageThread
from agent.triage.profile import measure_issues
from agent.triage.workflow import finish, skip_questions, start
from ai.types import SEVERITIES, Severity
from knowledge.evaluation.task import BadInput, Options, Report, read_rows
from knowledge.imports.entries import Refusal
from knowledge.imports.known_issues import read_known_issues
from knowledge.services import ContentRefused, create_article, publish_now, release


class Row(BaseModel):
    """A vague ticket has no category that could be told from it: only whether it was asked back counts."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = ""
    text: str = Field(min_length=1, max_length=5_000)
    category: str = ""
    severity: Severity = "Medium"
    issue_type: str = ""
    known_id: str = ""
    vague: bool = False

    @field_validator("category", "issue_type", "known_id", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("severity", mode="before")
    @classmethod
    def _capitalised(cls, value: Any) -> Any:
        return value.capitalize() if isinstance(value, str) and value else "Medium"

    @property
    def is_known(self) -> bool:
        return self.issue_type == "known_issue" or bool(self.known_id)


@dataclass(frozen=True)
class Triaged:
    row: Row
    asked: bool
    result: dict[str, Any]
    milliseconds: float

    @property
    def known_id(self) -> str:
        issue = self.result["matched_issue"]
        return issue["id"] if issue else ""

    @property
    def steps_off(self) -> int:
        return abs(SEVERITIES.index(self.result["severity"]) - SEVERITIES.index(self.row.severity))

    @property
    def is_right_category(self) -> bool:
        return self.result["category"].casefold() == self.row.category.casefold()


def run(options: Options) -> Report:
    """Load the issues into a tenant of its own, triage every ticket, and leave nothing behind."""
    rows = read_rows(options.data, Row, what="data")
    with transaction.atomic():
        tenant = Tenant.objects.create(slug=f"evaluation-{time.time_ns()}", name="Evaluation")
        issues = _load(tenant, options)
        measure_issues(tenant)
        triaged = [_triage(tenant, row) for row in rows]
        transaction.set_rollback(True)
    return Report(
        figures=figures(triaged),
        counts={
            "issues": issues,
            "tickets": len(rows),
            "known": sum(row.is_known for row in rows),
            "vague": sum(row.vague for row in rows),
        },
        milliseconds=[one.milliseconds for one in triaged],
        errors=[_describe(one) for one in sorted(triaged, key=_badness) if _badness(one)][: options.errors],
    )


def figures(triaged: Sequence[Triaged]) -> dict[str, float]:
    clear = [one for one in triaged if not one.row.vague]
    known = [one for one in clear if one.row.known_id]
    return {
        "category_accuracy": _share([one.is_right_category for one in clear if one.row.category]),
        "severity_exact": _share([one.steps_off == 0 for one in clear]),
        "severity_within_one": _share([one.steps_off <= 1 for one in clear]),
        "known_accuracy": _share([bool(one.known_id) == one.row.is_known for one in clear]),
        "known_id_accuracy": _share([one.known_id == one.row.known_id for one in known]),
        "vague_recall": _share([one.asked for one in triaged if one.row.vague]),
        "needless_questions": _share([one.asked for one in clear], nothing=0.0),
    }


def _load(tenant: Tenant, options: Options) -> int:
    if options.articles is None:
        raise BadInput("This task needs --articles FILE.")
    try:
        found = list(read_known_issues(options.articles.name, options.articles.read_bytes()))
        for entry in found:
            if isinstance(entry, Refusal):
                raise BadInput(f"{entry.origin}: {entry.reason}")
            fields = entry.model_dump(include={"title", "body", "kind", "category", "external_id", "details"})
            article = create_article(tenant=tenant, by=None, **{**fields, "category": entry.category or ""})
            if article.latest is not None:
                # What is measured here reaches nobody.
                release(version=article.latest, by=None)
                publish_now(version=article.latest, by=None)
    except (OSError, ContentRefused) as error:
        raise BadInput(f"{options.articles}: {error}") from error
    return len(found)


def _triage(tenant: Tenant, row: Row) -> Triaged:
    began = time.perf_counter()
    thread = start(tenant=tenant, text=row.text, source=TriageThread.Source.API)
    finish(thread)
    milliseconds = (time.perf_counter() - began) * 1000
    asked = thread.is_waiting
    if asked:
        thread = skip_questions(thread)
        finish(thread)
    return Triaged(row, asked, thread.result or {}, milliseconds)


def _share(hits: Sequence[bool], nothing: float = 1.0) -> float:
    return sum(hits) / len(hits) if hits else nothing


def _badness(one: Triaged) -> int:
    """How much of it is wrong, as a number below zero."""
    if one.row.vague:
        return -int(not one.asked)
    wrong = not one.is_right_category, one.known_id != one.row.known_id, one.asked, one.steps_off > 1
    return -sum(wrong)


def _describe(one: Triaged) -> dict[str, Any]:
    said = {name: one.result[name] for name in ("category", "severity", "issue_type", "confidence")}
    return {
        "text": one.row.text,
        "expected": one.row.model_dump(include={"category", "severity", "known_id", "vague"}),
        "said": {**said, "known_id": one.known_id, "asked": one.asked},
    }
