from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import queries, services
from accounts.access import admin_required, get_colleague, get_invitation
from accounts.forms import InviteForm, RoleForm, roles_granted_by
from accounts.http import MemberRequest
from accounts.models import Member
from accounts.views.responses import Region, Undo

PEOPLE = Region("accounts/members.html", "people", "accounts:members")


def _people(request: MemberRequest, **extra: Any) -> dict[str, Any]:
    return {
        "members": queries.members_of(request.member.tenant),
        "invitations": queries.open_invitations_of(request.member.tenant),
        "roles": roles_granted_by(request.member),
        "form": InviteForm(by=request.member),
        **extra,
    }


def _refused(request: MemberRequest, member: Member, error: services.MembershipError | str) -> HttpResponse:
    return PEOPLE.refused(request, _people(request, error=str(error), error_for=member.pk))


@require_safe
@admin_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/members.html", _people(request))


@require_POST
@admin_required
def invite(request: MemberRequest) -> HttpResponse:
    form = InviteForm(request.POST, by=request.member)
    if not form.is_valid():
        return PEOPLE.refused(request, _people(request, form=form))
    email = form.cleaned_data["email"]
    try:
        services.invite_member(
            tenant=request.member.tenant,
            email=email,
            role=form.cleaned_data["role"],
            invited_by=request.member,
        )
    except services.MembershipError as error:
        form.add_error("email", str(error))
        return PEOPLE.refused(request, _people(request, form=form))
    except services.InvitationNotMailed as error:
        return PEOPLE.changed(request, _people(request), said=str(error), level="warning")
    said = _("The invitation is on its way to %(email)s.") % {"email": email}
    return PEOPLE.changed(request, _people(request), said=said)


@require_POST
@admin_required
def resend(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_invitation(request.member, pk)
    if invitation.accepted_at or invitation.revoked_at:
        return PEOPLE.changed(
            request, _people(request), said=_("This invitation is closed. Nothing was sent.")
        )
    try:
        services.resend_invitation(invitation, by=request.member)
    except services.InvitationNotMailed as error:
        return PEOPLE.changed(request, _people(request), said=str(error), level="warning")
    said = _("A new link is on its way to %(email)s.") % {"email": invitation.email}
    return PEOPLE.changed(request, _people(request), said=said)


@require_POST
@admin_required
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_invitation(request.member, pk)
    services.revoke_invitation(invitation, by=request.member)
    said = _("The invitation of %(email)s no longer works.") % {"email": invitation.email}
    return PEOPLE.changed(request, _people(request), said=said)


@require_POST
@admin_required
def change_role(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_colleague(request.member, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _refused(request, member, _("Choose one of the roles."))
    before = member.role
    try:
        services.change_role(member, role=form.cleaned_data["role"], by=request.member)
    except services.MembershipError as error:
        return _refused(request, member, error)
    said = _("%(name)s: %(role)s") % {"name": member.name, "role": member.get_role_display()}
    undo = (
        Undo(reverse("accounts:member-role", args=[pk]), {"role": before}) if before != member.role else None
    )
    return PEOPLE.changed(request, _people(request), said=said, undo=undo)


@require_POST
@admin_required
def deactivate(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_colleague(request.member, pk)
    try:
        services.deactivate_member(member, by=request.member)
    except services.MembershipError as error:
        return _refused(request, member, error)
    said = _("%(name)s can no longer come in.") % {"name": member.name}
    undo = Undo(reverse("accounts:member-reactivate", args=[pk]))
    return PEOPLE.changed(request, _people(request), said=said, undo=undo)


@require_POST
@admin_required
def reactivate(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_colleague(request.member, pk)
    try:
        services.reactivate_member(member, by=request.member)
    except services.MembershipError as error:
        return _refused(request, member, error)
    said = _("%(name)s can come in again.") % {"name": member.name}
    return PEOPLE.changed(request, _people(request), said=said)
