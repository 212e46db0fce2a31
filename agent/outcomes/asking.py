"""When a customer is asked whether an answer helped, and what is open to be answered."""

from __future__ import annotations

from agent.models import Outcome
from tickets.models import Ticket

# Who passed over the question is left in peace for so many answers.
LEFT_IN_PEACE = 2


def shall_ask(ticket: Ticket) -> bool:
    """Under the first answer, and under later ones unless one of the latest two asked already."""
    latest = Outcome.objects.filter(ticket=ticket).order_by("-pk").values_list("asks", flat=True)
    return not any(latest[:LEFT_IN_PEACE])


def question_to(ticket: Ticket) -> Outcome | None:
    """What the customer is asked now: only about the newest message, and while the AI is in charge."""
    if ticket.is_resolved or ticket.is_ai_silent or ticket.latest_message_author != "ai":
        return None
    if ticket.discussion.is_shared:
        return None
    newest = Outcome.objects.open().filter(ticket=ticket, message=ticket.latest_message_id, asks=True)
    return newest.filter(message__deleted_at=None).first()
