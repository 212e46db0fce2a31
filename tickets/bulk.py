"""One change on many tickets: what it is, what it was before, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Member, Team
from tickets.models import BulkAction, Tag, Ticket
from tickets.services.snoozing import snooze_ticket, wake_ticket
from tickets.services.state import add_tag, assign_ticket, change_priority, change_status, remove_tag

Values = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What a verb does to one ticket.

    `look` reads what it may change, as JSON; `do` takes the action's arguments; `put_back` what `look` read.
    All of them go through the services that single tickets use, so that a bulk action leaves the same traces.
    """

    look: Callable[[Ticket, Values], Values]
    do: Callable[[Ticket, Values, Member], None]
    put_back: Callable[[Ticket, Values, Member], None]


def _look_at_status(ticket: Ticket, arguments: Values) -> Values:
    until = ticket.snoozed_until
    return {"status": ticket.status, "snoozed_until": until.isoformat() if until else None}


def _to(status: str) -> Callable[[Ticket, Values, Member], None]:
    def do(ticket: Ticket, arguments: Values, by: Member) -> None:
        wake_ticket(ticket, by=by)
        change_status(ticket, status=status, by=by)

    return do


def _snooze(ticket: Ticket, arguments: Values, by: Member) -> None:
    until = datetime.fromisoformat(arguments["until"])
    # With thousands of tickets to go through, the moment may come before the last of them.
    if not ticket.is_resolved and until > timezone.now():
        snooze_ticket(ticket, until=until, by=by)


def _put_status_back(ticket: Ticket, before: Values, by: Member) -> None:
    if before["snoozed_until"] is None:
        wake_ticket(ticket, by=by)
    change_status(ticket, status=before["status"], by=by)
    until = datetime.fromisoformat(before["snoozed_until"]) if before["snoozed_until"] else None
    if until is not None and until > timezone.now():
        snooze_ticket(ticket, until=until, by=by)


def _look_at_people(ticket: Ticket, arguments: Values) -> Values:
    return {"owner": ticket.owner_id, "team": ticket.team_id}


def _assign(ticket: Ticket, arguments: Values, by: Member) -> None:
    """Only what was asked for: an owner, a team or both; the other stays."""
    people = {**_look_at_people(ticket, {}), **arguments}
    owner = Member.objects.for_tenant(ticket.tenant).select_related("user").filter(pk=people["owner"]).first()
    team = Team.objects.for_tenant(ticket.tenant).filter(pk=people["team"]).first()
    assign_ticket(ticket, owner=owner, team=team, by=by)


def _look_at_priority(ticket: Ticket, arguments: Values) -> Values:
    return {"priority": ticket.priority}


def _prioritise(ticket: Ticket, arguments: Values, by: Member) -> None:
    change_priority(ticket, priority=arguments["priority"], by=by)


def _look_at_tag(ticket: Ticket, arguments: Values) -> Values:
    return {"tag": arguments["tag"], "is_there": ticket.tags.filter(pk=arguments["tag"]).exists()}


def _tag(ticket: Ticket, arguments: Values, by: Member) -> None:
    tag = Tag.objects.for_tenant(ticket.tenant).filter(pk=arguments["tag"]).first()
    if tag is not None:
        add_tag(ticket, tag=tag, by=by)


def _put_tag_back(ticket: Ticket, before: Values, by: Member) -> None:
    tag = Tag.objects.for_tenant(ticket.tenant).filter(pk=before["tag"]).first()
    if tag is not None and not before["is_there"]:
        remove_tag(ticket, tag=tag, by=by)


_ASSIGN = Change(_look_at_people, _assign, _assign)
CHANGES: Mapping[str, Change] = {
    BulkAction.Verb.RESOLVE: Change(_look_at_status, _to(Ticket.Status.RESOLVED), _put_status_back),
    BulkAction.Verb.REOPEN: Change(_look_at_status, _to(Ticket.Status.OPEN), _put_status_back),
    BulkAction.Verb.PENDING: Change(_look_at_status, _to(Ticket.Status.PENDING), _put_status_back),
    BulkAction.Verb.SNOOZE: Change(_look_at_status, _snooze, _put_status_back),
    BulkAction.Verb.ASSIGN: _ASSIGN,
    BulkAction.Verb.PRIORITY: Change(_look_at_priority, _prioritise, _prioritise),
    BulkAction.Verb.TAG: Change(_look_at_tag, _tag, _put_tag_back),
}
