"""A triage that asked goes on with what the customer writes next."""

from __future__ import annotations

from django.db import transaction

from accounts.locking import lock
from agent.triage.reading import newest_said, text_since
from agent.triage.tickets import latest_triage
from agent.triage.workflow import resume
from ai.models import AISettings
from conversations.jobs import enqueue
from tickets.models import Ticket


def read_on_later(ticket: Ticket, *, message_id: int) -> None:
    """Have a triage that waits read what the customer has just written: their answer waits for neither."""
    thread = latest_triage(ticket)
    if thread is not None and thread.is_waiting:
        enqueue("agent.triage_read_on", key=f"triage-read-on:{message_id}", ticket_id=ticket.pk)


@transaction.atomic
def read_on(ticket: Ticket) -> None:
    """Answer what the ticket's latest triage asked with what the customer wrote since it read the ticket.

    Nothing happens where it does not wait, or they have not written.
    """
    thread = latest_triage(ticket)
    if thread is None or not thread.is_waiting or not lock(thread).is_waiting:
        return
    # In this order: what is written in between is read twice, and not left out.
    newest, details = newest_said(ticket), text_since(ticket, thread.read_up_to)
    if not details or not AISettings.of(ticket.tenant).is_on:
        return
    thread.note_read(newest)
    resume(thread, details=details, in_background=True)
