"""What triage keeps of a message goes when the message is erased."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from agent.models import TicketSuggestion, TriageCorrection, TriageThread
from conversations import live
from conversations.models import Message
from tickets.models import Ticket, TicketMerge
from tickets.querysets import TicketQuerySet


@transaction.atomic
def forget_message(*, message_id: int) -> None:
    """Delete the triages and corrections of every ticket in which a customer's message may have been read:
    their texts are made of several messages. Twice is once."""
    message = Message.objects.filter(pk=message_id, author=Message.Author.CUSTOMER).first()
    ticket = Ticket.objects.filter(discussion=message.discussion_id).first() if message else None
    if message is None or ticket is None:
        return
    for reader in _readers(ticket, message):
        TriageThread.objects.filter(ticket=reader).delete()
        TriageCorrection.objects.filter(ticket=reader).delete()
        live.publish(reader.tenant_id, f"ticket-{reader.number}")


def _readers(ticket: Ticket, message: Message) -> TicketQuerySet[Ticket]:
    """The ticket it is in, those it may have come from by a split or a merge, and those opened about it."""
    merges = TicketMerge.objects.filter(Q(source=ticket) | Q(target=ticket))
    about_it = TicketSuggestion.objects.for_tenant(ticket.tenant).filter(message_ids__contains=[message.pk])
    return Ticket.objects.for_tenant(ticket.tenant).filter(
        Q(pk__in=[ticket.pk, ticket.split_from_id or ticket.pk])
        | Q(pk__in=merges.values("source"))
        | Q(pk__in=merges.values("target"))
        | Q(pk__in=about_it.exclude(created_ticket=None).values("created_ticket"))
    )
