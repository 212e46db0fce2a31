"""What a ticket owes its customer now, read off its state alone.

Which answer counts, decided: while the AI is in charge, its public answer is a first response like a
member's, for the customer has been answered. A hand-over says that it was not enough: from the escalation on
the first response is owed anew, and only a member's answer gives it. Handing back to the AI ends that. Once a
member has answered, the first response is given for good, and the customer waits for the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tickets.models import SlaTarget, Ticket


def owed_since(ticket: Ticket, target: str) -> datetime | None:
    """Since when the target is owed; None when it is not. Nothing is owed in a resolved ticket."""
    if ticket.is_resolved:
        return None
    return _SINCE[target](ticket)


def given_at(ticket: Ticket, target: str, *, since: datetime, now: datetime) -> datetime:
    """When what was owed since then came to be given: by an answer, by resolving, else just now."""
    if ticket.resolved_at is not None:
        return ticket.resolved_at
    if target == SlaTarget.RESOLUTION or ticket.answered_at is None:
        return now
    return ticket.answered_at if ticket.answered_at >= since else now


def is_with_people(ticket: Ticket) -> bool:
    """Escalated, and not handed back."""
    return ticket.is_escalated and ticket.is_ai_silent


def _first_response(ticket: Ticket) -> datetime | None:
    if ticket.first_member_reply_at is not None:
        return None
    if is_with_people(ticket):
        return ticket.escalated_at
    return _opened(ticket) if ticket.answered_at is None else None


def _next_response(ticket: Ticket) -> datetime | None:
    """The customer writes again; before the first answer there is no next one."""
    return ticket.waiting_since if ticket.answered_at is not None else None


def _opened(ticket: Ticket) -> datetime:
    return ticket.reopened_at or ticket.created_at


_SINCE: dict[str, Callable[[Ticket], datetime | None]] = {
    SlaTarget.FIRST_RESPONSE: _first_response,
    SlaTarget.NEXT_RESPONSE: _next_response,
    SlaTarget.RESOLUTION: _opened,
}
