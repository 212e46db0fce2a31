"""What an engine is given of a ticket: its text, what was found for it, and what this team decided before."""

from __future__ import annotations

from agent.models import TriageCorrection, TriageSettings, TriageThread
from agent.triage.learned import learned_shares
from ai.types import CorrectedTicket, KnownIssue, TicketCategory, TicketToTriage

CORRECTIONS = 40
CORRECTION_CHARACTERS = 600


def ticket_to_triage(thread: TriageThread) -> TicketToTriage:
    settings = TriageSettings.of(thread.tenant)
    issues = tuple(KnownIssue(**match) for match in thread.matches)
    return TicketToTriage(
        text=thread.text,
        categories=tuple(TicketCategory(**category) for category in settings.categories),
        issues=issues,
        matched=bool(issues) and issues[0].similarity >= settings.issue_threshold,
        corrected=_corrected(thread),
        learned=learned_shares(thread.tenant, thread.text),
        articles=tuple(thread.articles),
        language=thread.tenant.language,
    )


def _corrected(thread: TriageThread) -> tuple[CorrectedTicket, ...]:
    newest = TriageCorrection.objects.for_tenant(thread.tenant).order_by("-corrected_at", "-pk")[:CORRECTIONS]
    return tuple(
        CorrectedTicket(
            text=one.text[:CORRECTION_CHARACTERS],
            category=one.category,
            severity=one.severity,
        )
        for one in newest
    )
