"""Warns and marks breaches within seconds of their time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conversations import live
from tickets.models import Ticket
from tickets.sla.following import SLA_FIELDS, Followed, clocks_of
from tickets.sla.reckoning import Reckoning

AT_ONCE = 50


def sweep(now: datetime | None = None) -> int:
    """Mark every warning and breach whose time has come, and tell the pages; returns of how many tickets.

    It reads only what is due, by an index on the next moment. Several sweeps at once take different tickets,
    and one that a member is changing this very moment is left to that change, or to the next sweep. Marks,
    timeline and next moment are kept together, so a sweep that dies loses and doubles nothing.
    """
    now = now or timezone.now()
    done = 0
    while count := _sweep_some(now):
        done += count
    return done


@transaction.atomic
def _sweep_some(now: datetime) -> int:
    due = Ticket.objects.filter(sla_next_at__lte=now).order_by("sla_next_at")
    tickets = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
    clocks = clocks_of(tickets)
    for ticket in tickets:
        reckoning = Reckoning(ticket, clocks[ticket.pk], now)
        followed = Followed.of(reckoning)
        reckoning.pass_time()
        reckoning.sum_up()
        followed.write()
        live.publish_all(ticket.tenant_id, {"tickets": ticket.number, f"ticket-{ticket.number}": ""})
    Ticket.objects.bulk_update(tickets, SLA_FIELDS)
    return len(tickets)
