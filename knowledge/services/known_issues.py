from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from accounts import audit
from accounts.models import Member, Tenant
from knowledge.approval import may_go_live
from knowledge.models import Article
from knowledge.services.cleaning import TITLE_MAX_CHARACTERS
from knowledge.services.drafts import create_article, save_draft
from knowledge.services.errors import ContentRefused
from knowledge.services.locking import lock, save
from knowledge.services.publishing import publish

IMPORT_MAX_BYTES = 5_000_000
ISSUES_AT_MOST = 5_000

# PostgreSQL takes no NUL in text or JSON.
Text = Annotated[
    str, BeforeValidator(lambda value: value.replace("\x00", "") if isinstance(value, str) else value)
]
Line = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class KnownIssue(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    title: Annotated[
        Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_MAX_CHARACTERS)
    ]
    category: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    symptoms: list[Line] = Field(default_factory=list, max_length=100)
    recommended_action: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=10_000)] = ""

    @property
    def body(self) -> str:
        """Markdown without headings: an issue is one passage."""
        symptoms = "\n".join(f"- {symptom}" for symptom in self.symptoms)
        parts = [_("Symptoms:") + "\n\n" + symptoms if symptoms else "", ""]
        if self.recommended_action:
            parts[1] = _("Recommended action:") + " " + self.recommended_action
        return "\n\n".join(part for part in parts if part) or self.title

    @property
    def details(self) -> dict[str, Any]:
        return {"symptoms": self.symptoms, "recommended_action": self.recommended_action}


@dataclass(frozen=True)
class Refusal:
    """An entry that was not taken: its place in the file, from 1, its id where it has one, and why."""

    position: int
    issue_id: str
    reason: str


@dataclass
class ImportReport:
    created: list[Article] = field(default_factory=list)
    updated: list[Article] = field(default_factory=list)
    unchanged: list[Article] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def import_known_issues(*, tenant: Tenant, data: bytes | str, by: Member | None) -> ImportReport:
    """Take `[{"id", "title", "category", "symptoms": [], "recommended_action"}]` and publish each.

    An issue whose id is known is updated; a wrong entry is refused, and the others are taken. Raises
    ContentRefused when the whole file can't be read as such a list.
    """
    report = ImportReport()
    seen: set[str] = set()
    for position, entry in enumerate(_entries(data), start=1):
        try:
            issue = KnownIssue.model_validate(entry)
            if issue.id in seen:
                raise ContentRefused(_("This id is in the file twice; the first one was taken."))
            seen.add(issue.id)
            _take(tenant, issue, by, report)
        except ValidationError as error:
            report.refusals.append(Refusal(position, _id_of(entry), _reason(error)))
        except ContentRefused as error:
            report.refusals.append(Refusal(position, _id_of(entry), str(error)))
    return report


def _entries(data: bytes | str) -> list[Any]:
    if len(data) > IMPORT_MAX_BYTES:
        raise ContentRefused(
            _("The file is larger than %(most)d MB.") % {"most": IMPORT_MAX_BYTES // 1_000_000}
        )
    try:
        entries = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ContentRefused(_("This is not JSON: %(error)s.") % {"error": error}) from error
    if not isinstance(entries, list):
        raise ContentRefused(_("The file must hold a list of known issues: [{…}, {…}]."))
    if len(entries) > ISSUES_AT_MOST:
        raise ContentRefused(
            _("At most %(most)d known issues can be imported at once.") % {"most": ISSUES_AT_MOST}
        )
    return entries


@transaction.atomic
def _take(tenant: Tenant, issue: KnownIssue, by: Member | None, report: ImportReport) -> None:
    known = Article.objects.for_tenant(tenant).filter(kind=Article.Kind.KNOWN_ISSUE, external_id=issue.id)
    article = known.select_related("latest").first()
    if article is None:
        article, outcome = _create(tenant, issue, by), report.created
    else:
        outcome = report.updated if _update(article, issue, by) else report.unchanged
    article.refresh_from_db(fields=["latest"])
    # What somebody has to look at or approve first stays a draft.
    if article.latest is not None and may_go_live(article.latest) and not article.latest.is_held:
        publish(version=article.latest, by=by)
    outcome.append(article)


def _create(tenant: Tenant, issue: KnownIssue, by: Member | None) -> Article:
    return create_article(
        tenant=tenant,
        title=issue.title,
        body=issue.body,
        by=by,
        kind=Article.Kind.KNOWN_ISSUE,
        category=issue.category,
        external_id=issue.id,
        details=issue.details,
    )


def _update(article: Article, issue: KnownIssue, by: Member | None) -> bool:
    """Bring a known issue to what the file says; False when it says so already."""
    article = lock(article)
    number = article.latest.number if article.latest else 0
    version = save_draft(article=article, title=issue.title, body=issue.body, base_number=number, by=by)
    is_new = version.number != number
    if (article.category, article.details) == (issue.category, issue.details):
        return is_new
    before = {"category": article.category, "details": article.details}
    article.category, article.details = issue.category, issue.details
    save(article, "category", "details")
    changes = {
        "category": [before["category"], issue.category],
        "details": [before["details"], issue.details],
    }
    audit.record(
        tenant=article.tenant, actor=by, action="article.details_changed", target=article, changes=changes
    )
    return True


def _id_of(entry: Any) -> str:
    named = str(entry.get("id", ""))[:200] if isinstance(entry, dict) else ""
    # JSON may hold half of a character pair, which no page can show.
    return named.encode(errors="replace").decode()


def _reason(error: ValidationError) -> str:
    """`title: Field required; symptoms.2: Input should be a valid string`."""
    return "; ".join(
        ".".join(str(part) for part in problem["loc"]) + ": " + problem["msg"]
        if problem["loc"]
        else problem["msg"]
        for problem in error.errors()
    )
