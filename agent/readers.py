"""The tickets whose AI may have read a message: it is in one, and may have come there from others."""

from __future__ import annotations

from django.db.models import Q

from agent.models import TicketSuggestion
from conversations.models import Message
from tickets.models import Ticket, TicketMerge
from tickets.querysets import TicketQuerySet


def readers_of(message: Message) -> TicketQuerySet[Ticket]:
    """Its ticket, those it may have come from by splits and merges, and those opened about it."""
    of_tenant = Ticket.objects.for_tenant(message.tenant)
    keys = set(of_tenant.filter(discussion=message.discussion_id).values_list("pk", flat=True))
    found = keys
    while found:
        found = _next_to(found) - keys
        keys = keys | found
    about_it = TicketSuggestion.objects.for_tenant(message.tenant).filter(message_ids__contains=[message.pk])
    opened = about_it.exclude(created_ticket=None).values("created_ticket")
    return of_tenant.filter(Q(pk__in=keys) | Q(pk__in=opened))


def _next_to(keys: set[int]) -> set[int]:
    """The tickets that these were split from, and those merged with them, for good or for a while."""
    split = Ticket.objects.filter(pk__in=keys)
    origins = {key for key in split.values_list("split_from", flat=True) if key}
    merges = TicketMerge.objects.filter(Q(source__in=keys) | Q(target__in=keys))
    return origins.union(*merges.values_list("source", "target"))
