"""A ticket to be triaged: whether it says enough, and what it is."""

from __future__ import annotations

from typing import Literal, get_args

from ai.types.base import Confidence, Frozen, Made

Severity = Literal["Low", "Medium", "High", "Critical"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class TicketCategory(Frozen):
    """One of the categories to choose from; `about` says what belongs to it where its name does not."""

    name: str
    about: str = ""


class KnownIssue(Frozen):
    """An issue of the knowledge base that was found for the ticket; `similarity` is 0 to 1."""

    id: str
    title: str
    category: str = ""
    symptoms: tuple[str, ...] = ()
    recommended_action: str = ""
    similarity: Confidence


class CorrectedTicket(Frozen):
    """An earlier ticket as a member corrected it; empty where they left what was predicted."""

    text: str
    category: str = ""
    severity: Severity | Literal[""] = ""


class TicketToTriage(Frozen):
    """`issues` are best first. `matched`: the first of them is what the ticket is about. `learned` are the
    shares that a model of the tenant's own gives the categories; `articles` are titles that may
    answer a question."""

    text: str
    categories: tuple[TicketCategory, ...]
    issues: tuple[KnownIssue, ...] = ()
    matched: bool = False
    corrected: tuple[CorrectedTicket, ...] = ()
    learned: dict[str, float] = {}
    articles: tuple[str, ...] = ()
    language: str = "en"

    @property
    def match(self) -> KnownIssue | None:
        return self.issues[0] if self.matched and self.issues else None


class Assessment(Made):
    """`questions` are what must be known before the ticket can be classified; none where it says enough."""

    questions: tuple[str, ...] = ()


class Triage(Made):
    summary: str
    category: str
    severity: Severity
    next_action: str
    confidence: Confidence
