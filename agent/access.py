from __future__ import annotations

from django.shortcuts import get_object_or_404

from agent.models import Draft
from tickets.models import Ticket


def get_draft(ticket: Ticket, pk: int) -> Draft:
    """A draft of this ticket; 404 for any other."""
    draft = get_object_or_404(Draft, ticket=ticket, pk=pk)
    draft.ticket = ticket
    return draft
