"""Giving tickets out by a team's rule."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from accounts.models import Team
from tickets.assignment.rules import choose_member
from tickets.live import announce
from tickets.models import Ticket, TicketEvent
from tickets.querysets import TicketQuerySet
from tickets.services.timeline import add_event

GIVE_AT_MOST = 500
AT_ONCE = 50
MOST_URGENT_FIRST = Case(
    *(When(priority=priority, then=Value(-rank)) for rank, priority in enumerate(Ticket.Priority.values)),
    output_field=IntegerField(),
)


def give_out(ticket: Ticket) -> bool:
    """Find the owner of a ticket that has a team and no owner; False when the rule finds nobody.

    The ticket must be locked and saved as it is.
    """
    team = ticket.team
    if team is None or not team.gives_out or ticket.owner_id is not None or ticket.is_resolved:
        return False
    if ticket.discussion.is_private:
        # Whoever the rule would find may not read it.
        return False
    place = choose_member(team)
    if place is None:
        return False
    place.latest_given_at = timezone.now()
    place.save(update_fields=["latest_given_at"])
    ticket.owner = place.member
    ticket.save(update_fields=["owner"])
    data = {"owner": place.member.name, "team": team.name, "rule": team.assignment, "was_team": team.pk}
    add_event(ticket, TicketEvent.Kind.ASSIGNED, data=data)
    return True


def give_out_waiting() -> int:
    """Give out what found nobody when it came, the most urgent first; returns how many found somebody.

    Whatever makes room (a ticket resolved, a colleague back, a wider limit) shows here within seconds.
    """
    given = 0
    teams = Team.objects.exclude(assignment=Team.Assignment.MANUAL)
    for team in teams.filter(pk__in=_waiting().values("team")).order_by("pk"):
        while given < GIVE_AT_MOST:
            some = _give_next(team)
            given += some
            if some < AT_ONCE:
                break
    return given


@transaction.atomic
def _give_next(team: Team) -> int:
    """Give out the next AT_ONCE of a team; how many found somebody."""
    # The members are held before the tickets are, so that nobody waits for this while it waits for them;
    # a long queue is not looked at as long as nobody has room.
    if choose_member(team) is None:
        return 0
    waiting = _waiting().filter(team=team).order_by(MOST_URGENT_FIRST, "pk")
    given = 0
    for ticket in waiting.select_for_update(skip_locked=True)[:AT_ONCE]:
        ticket.team = team
        if not give_out(ticket):
            break
        announce(ticket)
        given += 1
    return given


def _waiting() -> TicketQuerySet[Ticket]:
    waiting = Ticket.objects.filter(owner=None, status=Ticket.Status.OPEN, snoozed_until=None)
    return waiting.filter(team__isnull=False, stays_unowned=False).public()
