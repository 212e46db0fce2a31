"""Who of a team gets the next ticket."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Count

from accounts.models import Member, Team
from accounts.models.team import TeamMember
from tickets.models.ticket import Ticket

NEVER = datetime.min.replace(tzinfo=UTC)


def choose_member(team: Team) -> TeamMember | None:
    """Who has room and whose turn it is by the team's rule; None when nobody has.

    Those who might get it are held until the transaction ends, in whatever team they are asked for, so
    that two tickets at once never fill the same last place. Only members are counted: the AI is none.
    """
    present = _held_candidates(team)
    places = TeamMember.objects.filter(team=team, member__in=present).select_related("member__user")
    loads = _open_tickets_of(present)
    free = [place for place in places if _has_room(place, team, loads)]
    if team.assignment == Team.Assignment.LOAD_BALANCED:
        return min(free, key=lambda place: (loads.get(place.member_id, 0), *_turn(place)), default=None)
    return min(free, key=_turn, default=None)


def _held_candidates(team: Team) -> list[int]:
    answering = Member.objects.filter(teams=team, away_since=None).active().exclude(role=Member.Role.VIEWER)
    # Their rows may still be pointed to meanwhile (a message they write): only who chooses has to wait.
    held = answering.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(held.values_list("pk", flat=True))


def _open_tickets_of(members: list[int]) -> dict[int, int]:
    """How many tickets wait for each of them, whatever team they came from."""
    waiting = Ticket.objects.filter(owner__in=members, status=Ticket.Status.OPEN, snoozed_until=None)
    return dict(waiting.order_by().values_list("owner").annotate(Count("pk")))


def _has_room(place: TeamMember, team: Team, loads: dict[int, int]) -> bool:
    capacity = place.capacity if place.capacity is not None else team.capacity
    return capacity is None or loads.get(place.member_id, 0) < capacity


def _turn(place: TeamMember) -> tuple[datetime, int]:
    """Who waited longest comes first; of those who never had one, the one who is longest in the team."""
    return place.latest_given_at or NEVER, place.pk
