"""What becomes of a ticket's clocks when the ticket changed or time has passed. Reads and saves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tickets.models import SlaClock, SlaPolicy, SlaTarget, Ticket, TicketEvent
from tickets.sla.calendars import calendar_of
from tickets.sla.owed import given_at, is_with_people, owed_since


@dataclass
class Reckoning:
    """The clocks of one ticket, on their way from one state to the next."""

    ticket: Ticket
    clocks: list[SlaClock]
    now: datetime
    withdrawn: list[SlaClock] = field(default_factory=list)
    told: list[tuple[str, SlaClock]] = field(default_factory=list)

    @property
    def open_clocks(self) -> list[SlaClock]:
        return [clock for clock in self.clocks if clock.is_open]

    def follow(self, policy: SlaPolicy | None) -> None:
        """Bring the clocks in line with what the ticket is now and what is promised for it now."""
        self.pass_time()
        for target in SlaTarget.values:
            self._settle(target, policy)
        if policy is not None:
            for clock in self.open_clocks:
                self._figure(clock, policy)
        self.sum_up()

    def pass_time(self) -> None:
        """Mark what is due for a warning or was missed by now; each once."""
        for clock in self.open_clocks:
            if clock.next_at is None or clock.next_at > self.now:
                continue
            if clock.due_at is not None and clock.due_at <= self.now:
                clock.breached_at = clock.due_at
                self.ticket.sla_breached_at = self.ticket.sla_breached_at or clock.due_at
                self.told.append((TicketEvent.Kind.SLA_BREACHED, clock))
            else:
                clock.warned_at = clock.warn_at
                self.told.append((TicketEvent.Kind.SLA_WARNED, clock))

    def sum_up(self) -> None:
        """Write on the ticket what lists filter and sort by. Does not save."""
        counting = [clock for clock in self.open_clocks if clock.due_at is not None]
        shown = min(counting, key=lambda clock: (clock.due_at, clock.target), default=None)
        ticket, named = self.ticket, shown or next(iter(self.open_clocks), None)
        ticket.sla_target = named.target if named else ""
        ticket.sla_due_at = shown.due_at if shown else None
        ticket.sla_warn_at = _earliest(clock.warn_at for clock in counting)
        ticket.sla_risk_at = _earliest(clock.risk_at for clock in counting)
        ticket.sla_next_at = _earliest(clock.next_at for clock in counting)

    def _settle(self, target: str, policy: SlaPolicy | None) -> None:
        clock = self._open(target)
        since = owed_since(self.ticket, target)
        goal = policy.goal(target) if policy else None
        if clock is not None and since is None:
            at = given_at(self.ticket, target, since=clock.started_at, now=self.now)
            clock.meet(at, calendar_of((policy or clock.policy).hours))
        elif clock is not None and goal is None:
            self._withdraw(clock)
        elif clock is not None and since is not None:
            self._count_from_the_hand_over(clock, since)
        elif since is not None and policy is not None and goal is not None and self._may_begin(target):
            self._begin(target, since, policy)

    def _open(self, target: str) -> SlaClock | None:
        return next((clock for clock in self.open_clocks if clock.target == target), None)

    def _may_begin(self, target: str) -> bool:
        """While the first response is owed, a customer who writes again waits for that one."""
        return target != SlaTarget.NEXT_RESPONSE or self._open(SlaTarget.FIRST_RESPONSE) is None

    def _begin(self, target: str, since: datetime, policy: SlaPolicy) -> None:
        ended = [clock for clock in self.clocks if clock.target == target and not clock.is_open]
        latest = max(ended, key=lambda clock: clock.met_at or clock.started_at, default=None)
        if latest is not None and self._is_taken_back(latest):
            latest.run(self.now)
            return
        clock = SlaClock(tenant_id=self.ticket.tenant_id, ticket=self.ticket, policy=policy, target=target)
        # A promise can not be broken before it was made.
        clock.restart(max(since, policy.created_at))
        self.clocks.append(clock)

    def _is_taken_back(self, ended: SlaClock) -> bool:
        """Whether what ended it was only taken back (a resolving, a merge): nothing new was asked since."""
        asked = [self.ticket.waiting_since, self.ticket.escalated_at]
        return ended.met_at is not None and all(at is None or at < ended.met_at for at in asked)

    def _count_from_the_hand_over(self, clock: SlaClock, since: datetime) -> None:
        is_first = clock.target == SlaTarget.FIRST_RESPONSE
        if is_first and is_with_people(self.ticket) and clock.started_at < since and not clock.is_breached:
            clock.restart(since)

    def _withdraw(self, clock: SlaClock) -> None:
        """Nothing is promised any more. What was missed before stays on record."""
        if clock.is_breached:
            clock.meet(self.now, calendar_of(clock.policy.hours))
        else:
            self.clocks.remove(clock)
            self.withdrawn.append(clock)

    def _figure(self, clock: SlaClock, policy: SlaPolicy) -> None:
        goal, hours = policy.goal(clock.target), calendar_of(policy.hours)
        if goal is None:
            return
        is_frozen = self.ticket.status == Ticket.Status.PENDING or self.ticket.snoozed_until is not None
        if clock.is_frozen and not is_frozen:
            clock.run(self.now)
        clock.figure(policy, goal, hours)
        clock.forgive(self.now)
        if is_frozen:
            clock.freeze(self.now, hours)


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
