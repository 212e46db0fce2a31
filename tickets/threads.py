"""From a thread at its source to the ticket it leads to, also after that ticket was merged away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce

from conversations.models import Channel, Customer
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet


def lock_thread(channel_id: int, thread_key: str) -> None:
    """Hold the thread until the transaction ends: neither two first messages nor a message and a merge of
    its ticket happen at once. Who holds a thread may wait for a ticket's row, never the other way round."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [thread_key, channel_id])


def lock_threads(tickets: Iterable[Ticket]) -> None:
    """Those that lead to these tickets, in one order for everybody."""
    keys = {(ticket.channel_id, ticket.thread_key) for ticket in tickets if ticket.thread_key}
    for channel_id, thread_key in sorted(keys):
        lock_thread(channel_id, thread_key)


def tickets_of_thread(channel: Channel, *thread_keys: str) -> TicketQuerySet[Ticket]:
    """What these threads lead to. A merged ticket points to where its conversation is, never to another
    merged one."""
    own = Ticket.objects.filter(channel=channel, thread_key__in=thread_keys)
    ends = own.values(end=Coalesce("merged_into_id", "pk"))
    if len(thread_keys) == 1:
        return Ticket.objects.filter(pk=Subquery(ends[:1]))
    return Ticket.objects.filter(pk__in=ends)


def split_from(ticket: Ticket, customer: Customer) -> list[Ticket]:
    """Where messages of this customer in the ticket's threads went on: to them it stays one conversation."""
    threads = Q(split_from=ticket) | Q(split_from__in=Ticket.objects.filter(merged_into=ticket).values("pk"))
    splits = Ticket.objects.filter(threads, customer=customer)
    splits = splits.select_related("discussion", "merged_into__discussion")
    return [split.merged_into or split for split in splits]
