"""Known issues of a triage desk, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.imports.decoding import decode
from knowledge.imports.entries import Found, Refusal, entry_of
from knowledge.models import Article
from knowledge.services.cleaning import TITLE_MAX_CHARACTERS
from knowledge.services.errors import ContentRefused

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


def read_known_issues(name: str, data: bytes) -> Iterator[Found]:
    """`[{"id", "title", "category", "symptoms": [], "recommended_action"}]`: known again by their ids."""
    for position, entry in enumerate(_entries(data), start=1):
        origin = f"{name}, {_('entry %(number)d') % {'number': position}}"
        try:
            issue = KnownIssue.model_validate(entry)
        except ValidationError as error:
            yield Refusal(origin, _id_of(entry), _reason(error))
            continue
        yield entry_of(
            origin,
            issue.title,
            issue.body,
            kind=Article.Kind.KNOWN_ISSUE.value,
            category=issue.category,
            external_id=issue.id,
            details=issue.details,
        )


def _entries(data: bytes) -> list[Any]:
    try:
        entries = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise ContentRefused(_("This is not JSON: %(error)s.") % {"error": error}) from error
    if not isinstance(entries, list):
        raise ContentRefused(_("The file must hold a list of known issues: [{…}, {…}]."))
    return entries


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
