"""Keeps a ticket's clocks in step with the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tickets.models import SlaClock, SlaPolicy, SlaTarget, Ticket, TicketEvent
from tickets.notify.occasions import notify_of
from tickets.sla.policies import policies_of, policy_for
from tickets.sla.reckoning import Reckoning

CLOCK_FIELDS = [field.attname for field in SlaClock._meta.concrete_fields]
SLA_FIELDS = ["sla_target", "sla_due_at", "sla_warn_at", "sla_risk_at", "sla_next_at", "sla_breached_at"]


def follow(ticket: Ticket, *, now: datetime | None = None) -> None:
    """Bring the clocks up to date with what the ticket is now: start, restart, freeze, resume, meet them.

    Called under the ticket's lock after every change of its state, its priority or what was said in public,
    and before the ticket is saved: it sets the ticket's `sla_…` fields and does not save them. What it finds
    in step it leaves alone, so calling it twice is harmless. Costs one query where nothing is promised.
    """
    prepare(ticket, now=now).write()


def prepare(ticket: Ticket, *, now: datetime | None = None) -> Followed:
    """As `follow`, for a ticket with no key yet: its fields are set, the clocks written once it has one."""
    return follow_by(policies_of(ticket.tenant_id), ticket, now=now or timezone.now())


def follow_by(
    policies: Sequence[SlaPolicy],
    ticket: Ticket,
    *,
    now: datetime,
    clocks: Sequence[SlaClock] | None = None,
) -> Followed:
    """With the tenant's policies, and the ticket's clocks where they are known, which saves reading them."""
    policy = policy_for(ticket, policies)
    if policy is None and not ticket.sla_target:
        return Followed.of(Reckoning(ticket, [], now))
    if clocks is None:
        clocks = clocks_of([ticket])[ticket.pk] if ticket.pk else []
    reckoning = Reckoning(ticket, list(clocks), now)
    followed = Followed.of(reckoning)
    reckoning.follow(policy)
    return followed


def clocks_of(tickets: Iterable[Ticket]) -> dict[int, list[SlaClock]]:
    """By ticket, those that matter for what comes next: the open ones, and what reopening may go on with."""
    keys = [ticket.pk for ticket in tickets]
    clocks: dict[int, list[SlaClock]] = {key: [] for key in keys}
    mattering = Q(met_at=None) | ~Q(target=SlaTarget.NEXT_RESPONSE)
    found = SlaClock.objects.filter(mattering, ticket__in=keys).select_related("policy__hours")
    for clock in found.order_by("pk"):
        clocks[clock.ticket_id].append(clock)
    return clocks


@dataclass
class Followed:
    """A reckoning, and how its clocks were before it."""

    reckoning: Reckoning
    before: dict[int, dict[str, Any]]

    @classmethod
    def of(cls, reckoning: Reckoning) -> Followed:
        return cls(reckoning, {clock.pk: _values(clock) for clock in reckoning.clocks})

    def write(self) -> None:
        """Save what changed and tell the timeline what was noticed."""
        clocks, withdrawn = self.reckoning.clocks, self.reckoning.withdrawn
        saved = [clock.pk for clock in withdrawn if clock.pk]
        if saved:
            SlaClock.objects.filter(pk__in=saved).delete()
        for clock in clocks:
            if clock.pk is not None and _values(clock) != self.before[clock.pk]:
                clock.save(force_update=True)
        new = [clock for clock in clocks if clock.pk is None]
        if new:
            SlaClock.objects.bulk_create(new)
        if self.reckoning.told:
            self._tell()

    def _tell(self) -> None:
        told = TicketEvent.objects.bulk_create(
            TicketEvent(
                tenant_id=self.reckoning.ticket.tenant_id,
                ticket=self.reckoning.ticket,
                kind=kind,
                actor=TicketEvent.Actor.SYSTEM,
                data={"target": clock.target},
                created_at=self.reckoning.now,
            )
            for kind, clock in self.reckoning.told
        )
        for event in told:
            notify_of(event)


def _values(clock: SlaClock) -> dict[str, Any]:
    return {name: getattr(clock, name) for name in CLOCK_FIELDS}
