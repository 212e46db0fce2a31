from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import queries
from accounts.access import admin_required, get_team
from accounts.forms import TeamAssignmentForm, TeamForm, TeamMembersForm
from accounts.http import MemberRequest
from accounts.teams import (
    TeamNameTaken,
    create_team,
    rename_team,
    set_assignment,
    set_team_members,
)
from accounts.views.responses import Region

TEAMS = Region("accounts/teams.html", "teams", "accounts:teams")


def _teams(
    request: MemberRequest, *, rule_form: TeamAssignmentForm | None = None, **extra: Any
) -> dict[str, Any]:
    """The page, with the form of a team's rule as it was sent, if it was."""
    teams = queries.teams_of(request.member.tenant)
    sent = {rule_form.instance.pk: rule_form} if rule_form else {}
    return {
        "cards": [(team, sent.get(team.pk) or TeamAssignmentForm(instance=team)) for team in teams],
        "colleagues": queries.members_of(request.member.tenant).active(),
        "form": TeamForm(),
        **extra,
    }


@require_safe
@admin_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/teams.html", _teams(request))


@require_POST
@admin_required
def create(request: MemberRequest) -> HttpResponse:
    form = TeamForm(request.POST)
    if not form.is_valid():
        return TEAMS.refused(request, _teams(request, form=form))
    try:
        team = create_team(tenant=request.member.tenant, name=form.cleaned_data["name"], by=request.member)
    except TeamNameTaken as error:
        form.add_error("name", str(error))
        return TEAMS.refused(request, _teams(request, form=form))
    said = _("Team “%(name)s” is there. Choose who is in it.") % {"name": team.name}
    return TEAMS.changed(request, _teams(request, opened=team.pk), said=said)


@require_POST
@admin_required
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    team = get_team(request.member, pk)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return TEAMS.refused(request, _teams(request, rename_form=form, opened=pk))
    try:
        rename_team(team, name=form.cleaned_data["name"], by=request.member)
    except TeamNameTaken as error:
        form.add_error("name", str(error))
        return TEAMS.refused(request, _teams(request, rename_form=form, opened=pk))
    return TEAMS.changed(request, _teams(request, opened=pk), said=_("The new name is saved."))


@require_POST
@admin_required
def members(request: MemberRequest, pk: int) -> HttpResponse:
    team = get_team(request.member, pk)
    form = TeamMembersForm(request.POST, by=request.member)
    if not form.is_valid():
        error = _("One of these people is not in your organisation. Nothing was changed.")
        return TEAMS.refused(request, _teams(request, error=error, opened=pk))
    set_team_members(team, members=form.cleaned_data["members"], by=request.member)
    said = _("Team “%(name)s” is saved.") % {"name": team.name}
    return TEAMS.changed(request, _teams(request, opened=pk), said=said)


@require_POST
@admin_required
def assignment(request: MemberRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(queries.teams_of(request.member.tenant), pk=pk)
    form = TeamAssignmentForm(request.POST, instance=team)
    if not form.is_valid():
        return TEAMS.refused(request, _teams(request, rule_form=form, opened=pk))
    cleaned = form.cleaned_data
    set_assignment(
        team,
        rule=cleaned["assignment"],
        capacity=cleaned["capacity"],
        capacities=form.capacities(),
        by=request.member,
    )
    said = _("Tickets of “%(name)s” are given out like this from now on.") % {"name": team.name}
    return TEAMS.changed(request, _teams(request, opened=pk), said=said)
