from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.models import Member
from agent.models import Draft, Gap, TriageThread
from tickets.models import Ticket


def get_draft(ticket: Ticket, pk: int) -> Draft:
    """A draft of this ticket; 404 for any other."""
    draft = get_object_or_404(Draft, ticket=ticket, pk=pk)
    draft.ticket = ticket
    return draft


def get_gap(member: Member, pk: int) -> Gap:
    """A gap of the member's tenant; 404 for any other."""
    return get_object_or_404(Gap.objects.for_tenant(member.tenant).select_related("article"), pk=pk)


def get_triage(member: Member, thread_id: UUID) -> TriageThread:
    """A triage of the member's tenant; 404 for any other."""
    threads = TriageThread.objects.for_tenant(member.tenant).select_related(
        "tenant", "ticket", "member__user"
    )
    return get_object_or_404(threads, pk=thread_id)
