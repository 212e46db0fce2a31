"""What an engine is given of a ticket: its text, what was found for it, and what this team decided before."""

from __future__ import annotations

from agent.models import TriageCorrection, TriageSettings, TriageThread
from agent.triage.learned import learned_shares
from ai.types import CorrectedTicket, KnownIssue, TicketCategory, TicketToTriage
from tickets.models import Ticket

CORRECTIONS = 40
CORRECTION_CHARACTERS = 600


def bare_request(thread: TriageThread) -> TicketToTriage:
    """The ticket's text by itself."""
    categories = tuple(TicketCategory(**category) for category in TriageSettings.of(thread.tenant).categories)
    return TicketToTriage(text=thread.text, categories=categories, language=thread.tenant.language)


def ticket_to_triage(thread: TriageThread) -> TicketToTriage:
    issues = tuple(KnownIssue(**match) for match in thread.matches)
    threshold = TriageSettings.of(thread.tenant).issue_threshold
    return bare_request(thread).model_copy(
        update={
            "issues": issues,
            "matched": bool(issues) and issues[0].similarity >= threshold,
            "corrected": _corrected(thread),
            "learned": learned_shares(thread.tenant, thread.text),
            "articles": tuple(thread.articles),
        }
    )


def _corrected(thread: TriageThread) -> tuple[CorrectedTicket, ...]:
    """Of other tickets: its own would be the prediction that it is then compared with."""
    corrections = TriageCorrection.objects.for_tenant(thread.tenant).exclude(ticket=thread.ticket_id or 0)
    readable = corrections.exclude(ticket__in=Ticket.objects.for_tenant(thread.tenant).closed_to_ai())
    newest = readable.order_by("-corrected_at", "-pk")[:CORRECTIONS]
    return tuple(
        CorrectedTicket(
            text=one.text[:CORRECTION_CHARACTERS],
            category=one.category,
            severity=one.severity,
        )
        for one in newest
    )
