"""Who may open a page, and as whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import Invitation, Member, Team, User
from accounts.models.invitation import hash_token

SESSION_KEY = "tenant_id"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def memberships_of(request: HttpRequest) -> list[Member]:
    """The signed-in user's active memberships, by tenant name."""
    return request.user.active_memberships if isinstance(request.user, User) else []


def current_member(request: HttpRequest, memberships: list[Member]) -> Member | None:
    """Of the memberships the one switched to, else the first."""
    if not memberships:
        return None
    chosen = request.session.get(SESSION_KEY)
    return next((member for member in memberships if member.tenant_id == chosen), memberships[0])


def switch_tenant(request: HttpRequest, slug: str) -> Member | None:
    """Make the user's membership of `slug` the current one; None when there is no such membership."""
    if not isinstance(request.user, User):
        return None
    member = Member.objects.of_user(request.user).filter(tenant__slug=slug).first()
    if member is not None:
        request.session[SESSION_KEY] = member.tenant_id
    return member


def _require(allowed: Callable[[Member], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.member is None:
                raise PermissionDenied(
                    _("You are not a member of any organisation yet. Ask for an invitation.")
                )
            if not allowed(request.member):
                raise PermissionDenied(_("Your role does not allow this. Ask an admin of your organisation."))
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


member_required = _require(lambda member: True)
agent_required = _require(lambda member: member.is_agent)
admin_required = _require(lambda member: member.is_admin)


def get_colleague(member: Member, pk: int) -> Member:
    """A member of the same tenant, active or not; 404 otherwise."""
    return get_object_or_404(Member.objects.for_tenant(member.tenant).select_related("user", "tenant"), pk=pk)


def get_team(member: Member, pk: int) -> Team:
    return get_object_or_404(Team.objects.for_tenant(member.tenant), pk=pk)


def get_invitation(member: Member, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.for_tenant(member.tenant).select_related("tenant"), pk=pk)


def find_invitation(token: str) -> Invitation | None:
    """The invitation whose mailed link holds `token`, in whatever state it is."""
    return Invitation.objects.filter(token_hash=hash_token(token)).select_related("tenant").first()
