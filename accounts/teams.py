"""Changes to teams and to who is in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member, Team, Tenant


class TeamNameTaken(Exception):
    """The tenant has a team of that name; the text says so, for the person."""


@transaction.atomic
def create_team(*, tenant: Tenant, name: str, by: Member) -> Team:
    team = Team(tenant=tenant, name=name)
    _save(team)
    audit.record(tenant=tenant, actor=by, action="team.created", target=team)
    return team


@transaction.atomic
def rename_team(team: Team, *, name: str, by: Member) -> None:
    before = team.name
    if name == before:
        return
    team.name = name
    _save(team)
    audit.record(
        tenant=team.tenant, actor=by, action="team.renamed", target=team, changes={"name": [before, name]}
    )


@transaction.atomic
def set_team_members(team: Team, *, members: Iterable[Member], by: Member) -> None:
    """Make `members` exactly the members of `team`. Nothing is recorded when nothing changes."""
    before = set(team.members.values_list("pk", flat=True))
    wanted = {member.pk for member in members}
    if wanted == before:
        return
    team.members.set(wanted)
    changes = {"added": sorted(wanted - before), "removed": sorted(before - wanted)}
    audit.record(tenant=team.tenant, actor=by, action="team.members_changed", target=team, changes=changes)


@transaction.atomic
def set_assignment(
    team: Team, *, rule: str, capacity: int | None, capacities: dict[int, int | None], by: Member
) -> None:
    """How the team's tickets are given out, and how many each has at most: the team's number, and by
    their place's key the numbers of those with one of their own."""
    before = Team.objects.select_for_update().get(pk=team.pk)
    changes = {
        name: [old, new]
        for name, old, new in (
            ("assignment", before.assignment, rule),
            ("capacity", before.capacity, capacity),
        )
        if old != new
    }
    team.assignment, team.capacity = rule, capacity
    team.save(update_fields=["assignment", "capacity"])
    for place in team.places.select_related("member__user").filter(pk__in=capacities):
        if place.capacity != capacities[place.pk]:
            changes[f"capacity of {place.member.name}"] = [place.capacity, capacities[place.pk]]
            place.capacity = capacities[place.pk]
            place.save(update_fields=["capacity"])
    if changes:
        audit.record(
            tenant=team.tenant, actor=by, action="team.assignment_changed", target=team, changes=changes
        )


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise TeamNameTaken(_("There is a team called “%(name)s” already.") % {"name": team.name}) from error
