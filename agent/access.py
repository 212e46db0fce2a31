from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from accounts.models import Member
from agent.models import Draft, Gap, TicketSuggestion, TriageThread
from tickets.models import Ticket


def get_draft(ticket: Ticket, pk: int) -> Draft:
    """A draft of this ticket; 404 for any other."""
    draft = get_object_or_404(Draft, ticket=ticket, pk=pk)
    draft.ticket = ticket
    return draft


def get_suggestion(ticket: Ticket, pk: int) -> TicketSuggestion:
    """A suggestion of this chat, or the one that this ticket came from; 404 for any other."""
    near = TicketSuggestion.objects.for_tenant(ticket.tenant).filter(
        Q(ticket=ticket) | Q(created_ticket=ticket)
    )
    suggestion = get_object_or_404(near.select_related("ticket", "created_ticket"), pk=pk)
    suggestion.tenant = suggestion.ticket.tenant = ticket.tenant
    return suggestion


def get_gap(member: Member, pk: int) -> Gap:
    """A gap of the member's tenant; 404 for any other."""
    return get_object_or_404(Gap.objects.for_tenant(member.tenant).select_related("article"), pk=pk)


def get_triage(member: Member, thread_id: UUID) -> TriageThread:
    """A triage of the member's tenant, but of no ticket that is closed to them; 404 for any other."""
    threads = TriageThread.objects.for_tenant(member.tenant).select_related(
        "tenant", "ticket", "member__user"
    )
    return get_object_or_404(threads.exclude(ticket__in=Ticket.objects.closed_to(member)), pk=thread_id)
