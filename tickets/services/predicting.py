"""What the AI predicts of a ticket, set only where nobody has decided it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from conversations.jobs import enqueue
from tickets.live import announce
from tickets.models import Category, Ticket, TicketEvent
from tickets.services.timeline import add_event, lock_ticket

# The customer waits for the answer and nobody for the triage, so it does not stand in the answer's way.
TRIAGE_PAUSE = timedelta(seconds=2)


def triage_later(ticket: Ticket) -> None:
    """Have a new ticket triaged, however it came to be."""
    key = f"triage-ticket:{ticket.pk}"
    enqueue("agent.triage_ticket", key=key, delay=TRIAGE_PAUSE, ticket_id=ticket.pk)


def tell_triage(event: TicketEvent) -> None:
    """A member changed what may have been predicted: later predictions learn from it."""
    enqueue("agent.note_correction", key=f"correction:{event.pk}", ticket_id=event.ticket_id)


@transaction.atomic
def predict_category(ticket: Ticket, *, name: str) -> bool:
    """Set the category of this name. False where one is or was set: somebody has decided that."""
    ticket = lock_ticket(ticket)
    decided = TicketEvent.objects.filter(ticket=ticket, kind=TicketEvent.Kind.CATEGORY).exists()
    if ticket.category_id is not None or decided or ticket.merged_into_id is not None:
        return False
    ticket.category, _is_new = Category.objects.get_or_create(tenant_id=ticket.tenant_id, name=name)
    ticket.save()
    add_event(ticket, TicketEvent.Kind.CATEGORY, actor=TicketEvent.Actor.AI, data={"to": name})
    announce(ticket)
    return True
