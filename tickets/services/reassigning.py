"""Giving a ticket to somebody, from a page that may be out of date."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member, Team
from tickets.models import Ticket
from tickets.services.state import assign_ticket
from tickets.services.timeline import lock_to_change


class AssignedMeanwhile(Exception):
    """Somebody else gave the ticket away since the page was drawn; the text says to whom."""


@transaction.atomic
def reassign_ticket(
    ticket: Ticket,
    *,
    owner: Member | None,
    team: Team | None,
    was_owner: int | None,
    was_team: int | None,
    by: Member,
) -> Ticket:
    """Change of owner and team what differs from what the page showed (`was_…`, by key); the other stays.

    Raises AssignedMeanwhile when that was changed by somebody else to something else again.
    """
    lock_to_change(ticket)
    changes_owner = _key(owner) != was_owner
    changes_team = _key(team) != was_team
    if changes_owner and ticket.owner_id not in (was_owner, _key(owner)):
        raise AssignedMeanwhile(_told(ticket.owner))
    if changes_team and ticket.team_id not in (was_team, _key(team)):
        raise AssignedMeanwhile(_told(ticket.team))
    new_owner = owner if changes_owner else ticket.owner
    new_team = team if changes_team else ticket.team
    return assign_ticket(ticket, owner=new_owner, team=new_team, by=by)


@transaction.atomic
def take_ticket(ticket: Ticket, *, by: Member) -> Member | None:
    """Make it theirs, leaving its team; returns who had it."""
    before = lock_to_change(ticket).owner
    assign_ticket(ticket, owner=by, team=ticket.team, by=by)
    return before if before != by else None


def _key(row: Member | Team | None) -> int | None:
    return row.pk if row else None


def _told(now: Member | Team | None) -> str:
    if now is None:
        return _("Somebody took it away meanwhile. Look again, then choose.")
    return _("Somebody gave it to %(name)s meanwhile. Look again, then choose.") % {"name": now.name}
