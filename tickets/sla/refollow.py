"""After a policy or hours changed: brings the clocks of all tickets in work in step, some at a time."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from accounts.models import Tenant
from conversations.jobs import Claim, enqueue
from tickets.live import announce
from tickets.models import Ticket
from tickets.sla.following import SLA_FIELDS, clocks_of, follow_by
from tickets.sla.policies import policies_of

AT_ONCE = 100
JOB = "tickets.refollow_sla"


def refollow_later(tenant: Tenant) -> None:
    """Ask for it in the surrounding transaction."""
    _ask(tenant.pk, uuid4().hex, after=0)


def refollow(claim: Claim, *, tenant_id: int, change: str, after: int) -> None:
    """Follow the tickets that come after the key `after`, and ask for the next ones, all or nothing."""
    with claim.finish():
        keys = _follow_some(tenant_id, after)
        if len(keys) == AT_ONCE:
            _ask(tenant_id, change, after=keys[-1])


def _ask(tenant_id: int, change: str, *, after: int) -> None:
    key = f"refollow:{change}:{after}"
    enqueue(JOB, key=key, tenant_id=tenant_id, change=change, after=after)


def _follow_some(tenant_id: int, after: int) -> list[int]:
    in_work = Q(sla_target__gt="") | ~Q(status=Ticket.Status.RESOLVED)
    tickets = Ticket.objects.filter(in_work, tenant_id=tenant_id, pk__gt=after).order_by("pk")
    # Held in the order of their keys, as everybody who holds several does.
    held = list(tickets.select_for_update(of=["self"]).select_related("customer")[:AT_ONCE])
    policies, clocks, now = policies_of(tenant_id), clocks_of(held), timezone.now()
    for ticket in held:
        before = [getattr(ticket, name) for name in SLA_FIELDS]
        follow_by(policies, ticket, now=now, clocks=clocks[ticket.pk]).write()
        if [getattr(ticket, name) for name in SLA_FIELDS] != before:
            announce(ticket)
    Ticket.objects.bulk_update(held, SLA_FIELDS)
    return [ticket.pk for ticket in held]
