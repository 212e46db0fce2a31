from __future__ import annotations

from datetime import datetime

from conversations.jobs import Claim, job
from tickets.models import Ticket
from tickets.services.snoozing import wake_if_due


@job("tickets.wake")
def wake(claim: Claim, *, ticket_id: int, until: str) -> None:
    with claim.finish():
        wake_if_due(Ticket.objects.get(pk=ticket_id), until=datetime.fromisoformat(until))
