"""The demo's SLA: the tenants' policies and hours, and the clocks of tickets whose past was made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.utils import timezone

from accounts.models import Member, Tenant
from conversations.models import Message
from tickets.models import BusinessHours, EscalationReason, SlaClock, SlaPolicy, Ticket, TicketEvent
from tickets.sla.following import SLA_FIELDS
from tickets.sla.managing import save_hours, save_policy
from tickets.sla.policies import policies_of, policy_for
from tickets.sla.reckoning import Reckoning

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MADE_BEFORE = timedelta(days=60)

Change = Callable[[Ticket], None]


def make_promises(tenant: Tenant, about: dict[str, Any], *, by: Member) -> None:
    """The tenant's hours and policies, made before the oldest of its tickets; once."""
    if SlaPolicy.objects.for_tenant(tenant).exists():
        return
    schedules = {row["name"]: _hours(tenant, row, by) for row in about["hours"]}
    for row in about["policies"]:
        values = {**row, "hours": schedules.get(row.get("hours", ""))}
        save_policy(SlaPolicy(tenant=tenant), values=values, by=by)
    SlaPolicy.objects.for_tenant(tenant).update(created_at=timezone.now() - MADE_BEFORE)


def replay_clocks(ticket: Ticket) -> None:
    """Run the ticket's clocks anew over its history, moment by moment, as they would have run.

    The history was played within seconds and then moved into the past, where other hours are open.
    """
    SlaClock.objects.filter(ticket=ticket).delete()
    TicketEvent.objects.filter(ticket=ticket, kind__startswith="sla_").delete()
    policies, now = policies_of(ticket.tenant_id), timezone.now()
    clocks: list[SlaClock] = []
    actor = _as_it_began(ticket)
    for moment, change in _history(ticket):
        clocks = _wait_until(moment, actor, clocks)
        change(actor)
        reckoning = Reckoning(actor, clocks, moment)
        reckoning.follow(policy_for(actor, policies))
        clocks = reckoning.clocks
        _tell(reckoning)
    SlaClock.objects.bulk_create(_wait_until(now, actor, clocks))
    Ticket.objects.filter(pk=ticket.pk).update(**{name: getattr(actor, name) for name in SLA_FIELDS})


def _hours(tenant: Tenant, row: dict[str, Any], by: Member) -> BusinessHours:
    values = {name: row.get(name, "") for name in ("name", "timezone", "country", "region")}
    values["week"] = [row.get(day, row["weekdays"]) for day in DAYS]
    values["closed_days"] = row["closed_days"]
    return save_hours(BusinessHours(tenant=tenant), values=values, by=by)


def _as_it_began(ticket: Ticket) -> Ticket:
    """A copy to act the history again; it is never saved."""
    actor = Ticket.objects.select_related("customer").get(pk=ticket.pk)
    first = TicketEvent.objects.filter(ticket=ticket, kind=TicketEvent.Kind.PRIORITY).order_by("pk").first()
    actor.priority = first.data["from"] if first else actor.priority
    actor.status, actor.sla_target, actor.escalation_reason = Ticket.Status.OPEN, "", ""
    for name in (
        "first_ai_reply_at", "first_member_reply_at", "escalated_at", "ai_silent_since", "resolved_at",
        "reopened_at", "snoozed_until", "waiting_since", "answered_at", *SLA_FIELDS[1:],
    ):  # fmt: skip
        setattr(actor, name, None)
    return actor


def _history(ticket: Ticket) -> Iterator[tuple[datetime, Change]]:
    said = Message.objects.filter(discussion=ticket.discussion_id, kind=Message.Kind.PUBLIC)
    done = TicketEvent.objects.filter(ticket=ticket)
    changes = [(message.created_at, _saying(message)) for message in said]
    changes += [(event.created_at, _doing(event)) for event in done]
    yield from sorted(changes, key=itemgetter(0))


def _saying(message: Message) -> Change:
    def say(actor: Ticket) -> None:
        actor.note_message(message)
        if message.author == Message.Author.MEMBER and actor.ai_silent_since is None:
            actor.ai_silent_since = message.created_at

    return say


def _doing(event: TicketEvent) -> Change:
    def do(actor: Ticket) -> None:
        if event.kind == TicketEvent.Kind.STATUS:
            actor.move_to(event.data["to"], event.created_at)
        elif event.kind == TicketEvent.Kind.PRIORITY:
            actor.priority = event.data["to"]
        elif event.kind == TicketEvent.Kind.ESCALATED:
            actor.escalated_at = actor.ai_silent_since = event.created_at
            if event.data["reason"] == EscalationReason.SAFETY:
                actor.priority = Ticket.Priority.CRITICAL
        elif event.kind == TicketEvent.Kind.HANDED_BACK:
            actor.ai_silent_since = None

    return do


def _wait_until(moment: datetime, actor: Ticket, clocks: list[SlaClock]) -> list[SlaClock]:
    """Warn and mark breaches at their time, as the sweep does."""
    while actor.sla_next_at is not None and actor.sla_next_at <= moment:
        reckoning = Reckoning(actor, clocks, actor.sla_next_at)
        reckoning.pass_time()
        reckoning.sum_up()
        _tell(reckoning)
    return clocks


def _tell(reckoning: Reckoning) -> None:
    for kind, clock in reckoning.told:
        TicketEvent.objects.create(
            tenant_id=reckoning.ticket.tenant_id,
            ticket_id=reckoning.ticket.pk,
            kind=kind,
            actor=TicketEvent.Actor.SYSTEM,
            data={"target": clock.target},
            created_at=reckoning.now,
        )
