"""Where a playbook's rule sends a ticket."""

from __future__ import annotations

from accounts.models import Member, Team
from guidance.evaluation import PlayRule
from guidance.models import DestinationKind
from tickets.assignment.routing import Route
from tickets.models import Ticket


def route_of(rule: PlayRule, ticket: Ticket) -> Route:
    """The rule's team or member as they are now; one that is gone, or can not answer, is left out."""
    team = Team.objects.for_tenant(ticket.tenant).filter(pk=rule.team_id).first() if rule.team_id else None
    owner = _member(rule.member_id, ticket) if rule.member_id else None
    told = {"rule": rule.name}
    if team or owner:
        told["to"] = team.name if team else owner.name if owner else ""
    if rule.destination in (DestinationKind.SLACK, DestinationKind.EMAIL):
        told[rule.destination] = rule.address
    return Route(team=team, owner=owner, priority=rule.priority, told=told)


def _member(member_id: int, ticket: Ticket) -> Member | None:
    return Member.objects.for_tenant(ticket.tenant).who_answer().filter(pk=member_id).first()
