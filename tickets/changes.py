"""What members change of tickets, one or many at once: what it was before, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Member, Team
from conversations.access import members_who_read
from tickets.csat.asking import withdraw_csat
from tickets.models import BulkAction, Category, Notification, Tag, Ticket
from tickets.notify.tell import untell
from tickets.services.snoozing import snooze_ticket, wake_ticket
from tickets.services.state import add_tag, assign_ticket, change_priority, change_status
from tickets.snapshots import Values, put_back, snapshot

Verb = BulkAction.Verb


class Change(Protocol):
    """What a kind of change leaves behind. Everything here is called under the ticket's lock."""

    def look(self, ticket: Ticket, arguments: Values) -> Values:
        """What it may change, as JSON."""

    def is_still(self, ticket: Ticket, after: Values, before: Values) -> bool:
        """Whether nobody has changed it since, so that it can be taken back."""

    def put_back(self, ticket: Ticket, before: Values, after: Values) -> None:
        """Make it what it was. The ticket is saved by the caller, who also tells of it."""


@dataclass(frozen=True)
class FieldChange:
    """A change of the ticket's own fields. Those in `along` changed with the others, and may change again."""

    fields: Sequence[str]
    along: Sequence[str] = ()
    settle: Callable[[Ticket, Values, Values], None] | None = None

    def look(self, ticket: Ticket, arguments: Values) -> Values:
        return snapshot(ticket, [*self.fields, *self.along])

    def is_still(self, ticket: Ticket, after: Values, before: Values) -> bool:
        return snapshot(ticket, self.fields) == {name: after[name] for name in self.fields}

    def put_back(self, ticket: Ticket, before: Values, after: Values) -> None:
        put_back(ticket, before, after)
        if self.settle is not None:
            self.settle(ticket, before, after)


class StateChange(FieldChange):
    def is_still(self, ticket: Ticket, after: Values, before: Values) -> bool:
        # Who writes in a reopened ticket does not find it resolved again by an undo.
        is_asked = before["status"] == Ticket.Status.RESOLVED and ticket.waiting_since is not None
        return super().is_still(ticket, after, before) and not is_asked


class TagChange:
    """A tag that was put on the ticket, or taken off."""

    def look(self, ticket: Ticket, arguments: Values) -> Values:
        return {"tag": arguments["tag"], "is_there": ticket.tags.filter(pk=arguments["tag"]).exists()}

    def is_still(self, ticket: Ticket, after: Values, before: Values) -> bool:
        return self.look(ticket, after) == after

    def put_back(self, ticket: Ticket, before: Values, after: Values) -> None:
        tag = Tag.objects.for_tenant(ticket.tenant).filter(pk=before["tag"]).first()
        if tag is not None:
            ticket.tags.add(tag) if before["is_there"] else ticket.tags.remove(tag)


class TriageChange:
    """Category, priority and a tag at once."""

    fields = FieldChange(("category_id", "priority"))
    tag = TagChange()

    def look(self, ticket: Ticket, arguments: Values) -> Values:
        return {"fields": self.fields.look(ticket, arguments), "tag": self.tag.look(ticket, arguments)}

    def is_still(self, ticket: Ticket, after: Values, before: Values) -> bool:
        return self.fields.is_still(ticket, after["fields"], before["fields"]) and self.tag.is_still(
            ticket, after["tag"], before["tag"]
        )

    def put_back(self, ticket: Ticket, before: Values, after: Values) -> None:
        self.fields.put_back(ticket, before["fields"], after["fields"])
        self.tag.put_back(ticket, before["tag"], after["tag"])
        _settle_category(ticket, before, after)


def _settle_state(ticket: Ticket, before: Values, after: Values) -> None:
    if ticket.contained and (ticket.is_escalated or ticket.first_member_reply_at):
        ticket.contained = False
    if after["resolved_at"] and after["resolved_at"] != before["resolved_at"]:
        withdraw_csat(ticket, asked_at=datetime.fromisoformat(after["resolved_at"]))


def _settle_people(ticket: Ticket, before: Values, after: Values) -> None:
    if _is_gone(members_who_read(ticket.discussion_id), ticket.owner_id):
        ticket.owner = None
    if _is_gone(Team.objects.all(), ticket.team_id):
        ticket.team = None
    # Or its team's rule would give it out again at once, perhaps to whom it was taken from.
    ticket.stays_unowned = bool(ticket.owner is None and ticket.team and ticket.team.gives_out)
    if after["owner_id"] != before["owner_id"]:
        untell(ticket, Notification.Kind.ASSIGNED, of=[after["owner_id"]])
    if after["team_id"] != before["team_id"]:
        untell(ticket, Notification.Kind.TEAM)


def _settle_category(ticket: Ticket, before: Values, after: Values) -> None:
    if _is_gone(Category.objects.all(), ticket.category_id):
        ticket.category = None


def _is_gone(rows: QuerySet[Any], key: int | None) -> bool:
    return key is not None and not rows.filter(pk=key).exists()


STATE = StateChange(
    ("status", "snoozed_until", "resolved_at"),
    along=("reopened_at", "contained", "waiting_since", "latest_activity_at"),
    settle=_settle_state,
)
PEOPLE = FieldChange(("owner_id", "team_id"), settle=_settle_people)
TAG = TagChange()
CHANGES: Mapping[str, Change] = {
    **dict.fromkeys((Verb.RESOLVE, Verb.REOPEN, Verb.PENDING, Verb.SNOOZE, Verb.WAKE), STATE),
    Verb.ASSIGN: PEOPLE,
    Verb.PRIORITY: FieldChange(("priority",)),
    Verb.CATEGORY: FieldChange(("category_id",), settle=_settle_category),
    Verb.TAG: TAG,
    Verb.UNTAG: TAG,
    Verb.TRIAGE: TriageChange(),
}

Do = Callable[[Ticket, Values, Member], object]


def _to(status: str) -> Do:
    def do(ticket: Ticket, arguments: Values, by: Member) -> None:
        wake_ticket(ticket, by=by)
        change_status(ticket, status=status, by=by)

    return do


def _snooze(ticket: Ticket, arguments: Values, by: Member) -> None:
    until = datetime.fromisoformat(arguments["until"])
    # With thousands of tickets to go through, the moment may come before the last of them.
    if not ticket.is_resolved and until > timezone.now():
        snooze_ticket(ticket, until=until, by=by)


def _assign(ticket: Ticket, arguments: Values, by: Member) -> None:
    """Only what was asked for: an owner, a team or both; the other stays."""
    people = {"owner": ticket.owner_id, "team": ticket.team_id, **arguments}
    owner = Member.objects.for_tenant(ticket.tenant).select_related("user").filter(pk=people["owner"]).first()
    team = Team.objects.for_tenant(ticket.tenant).filter(pk=people["team"]).first()
    if owner is not None and not ticket.discussion.is_open_to(owner):
        # Who is given many at once is not let into a private one among them.
        return
    assign_ticket(ticket, owner=owner, team=team, by=by)


def _prioritise(ticket: Ticket, arguments: Values, by: Member) -> None:
    change_priority(ticket, priority=arguments["priority"], by=by)


def _tag(ticket: Ticket, arguments: Values, by: Member) -> None:
    tag = Tag.objects.for_tenant(ticket.tenant).filter(pk=arguments["tag"]).first()
    if tag is not None:
        add_tag(ticket, tag=tag, by=by)


# What can be done to many at once: by the services that single tickets use, with the same traces.
DOING: Mapping[str, Do] = {
    Verb.RESOLVE: _to(Ticket.Status.RESOLVED),
    Verb.REOPEN: _to(Ticket.Status.OPEN),
    Verb.PENDING: _to(Ticket.Status.PENDING),
    Verb.SNOOZE: _snooze,
    Verb.ASSIGN: _assign,
    Verb.PRIORITY: _prioritise,
    Verb.TAG: _tag,
}
