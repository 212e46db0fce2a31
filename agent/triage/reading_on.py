"""A triage that asked goes on with what the customer writes next."""

from __future__ import annotations

from django.db import transaction

from accounts.locking import lock
from agent.models import TriageThread
from agent.triage.payloads import MOST_CHARACTERS
from agent.triage.reading import said_since
from agent.triage.workflow import resume
from ai.models import AISettings
from conversations.markup import plain_text
from tickets.models import Ticket


@transaction.atomic
def read_on(ticket: Ticket) -> None:
    """Answer what the ticket's latest triage asked with what the customer wrote since it read the ticket.

    Nothing happens where it does not wait, or they have not written.
    """
    thread = TriageThread.objects.filter(ticket=ticket).order_by("-created_at", "-pk").first()
    if thread is None or not thread.is_waiting or not lock(thread).is_waiting:
        return
    said = list(said_since(ticket, thread.read_up_to))
    if not said or not AISettings.of(ticket.tenant).is_on:
        return
    thread.note_read(said[-1].pk)
    details = "\n".join(plain_text(message.body, MOST_CHARACTERS) for message in said)
    resume(thread, details=details[:MOST_CHARACTERS], in_background=True)
