from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import Member
from tickets.models import Ticket


def get_ticket(member: Member, number: int) -> Ticket:
    """The tenant's ticket of this number; 404 for everyone else's."""
    ticket: Ticket = get_object_or_404(Ticket.objects.for_tenant(member.tenant).for_detail(), number=number)
    ticket.tenant = member.tenant
    return ticket
