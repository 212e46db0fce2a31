from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import Member
from conversations.models import Message
from tickets.models import Ticket


def get_ticket(member: Member, number: int) -> Ticket:
    """The ticket of this number, if it is open to the member; 404 for others' private ones and tenants'."""
    ticket: Ticket = get_object_or_404(Ticket.objects.open_to(member).for_detail(), number=number)
    ticket.tenant = member.tenant
    return ticket


def get_message(ticket: Ticket, pk: int) -> Message:
    """A message of this ticket; 404 for any other, also for one that was moved elsewhere."""
    messages = Message.objects.filter(discussion=ticket.discussion_id).with_authors()
    return get_object_or_404(messages.select_related("tenant"), pk=pk)
