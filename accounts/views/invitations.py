"""The page behind the mailed link. It is open to anyone who holds the link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import find_invitation, switch_tenant
from accounts.forms import RegisterForm
from accounts.http import MemberRequest
from accounts.joining import join_as_new_user
from accounts.models import Invitation, User
from accounts.services import MembershipError, accept_invitation


@require_safe
@never_cache
def show(request: HttpRequest, token: str) -> HttpResponse:
    invitation = find_invitation(token)
    if invitation is None or not invitation.is_pending:
        return _closed(request, invitation)
    return _page(request, invitation, token)


@require_POST
def register(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person has no account yet: make it, and come in."""
    invitation = find_invitation(token)
    if invitation is None or not invitation.is_pending:
        return _closed(request, invitation)
    form = RegisterForm(request.POST, email=invitation.email)
    if not form.is_valid():
        return _page(request, invitation, token, form=form, status=422)
    try:
        member = join_as_new_user(
            invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
    except MembershipError as error:
        form.add_error(None, str(error))
        return _page(request, invitation, token, form=form, status=422)
    login(request, member.user)
    switch_tenant(request, member.tenant.slug)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
@login_required
def accept(request: MemberRequest, token: str) -> HttpResponse:
    """A signed-in person joins. Pressing twice is one membership."""
    invitation = find_invitation(token)
    if invitation is None:
        return _closed(request, invitation)
    try:
        accept_invitation(invitation, user=request.user)
    except MembershipError:
        # Used by this very person, a moment ago: they are in, and that is all they wanted.
        if switch_tenant(request, invitation.tenant.slug) is None:
            return _closed(request, invitation)
    switch_tenant(request, invitation.tenant.slug)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    token: str,
    *,
    form: RegisterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "invitation": invitation,
        "token": token,
        "form": form or RegisterForm(email=invitation.email),
        "has_account": User.objects.filter(email__iexact=invitation.email).exists(),
    }
    return render(request, "accounts/invitation.html", context, status=status)


def _closed(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    context = {"invitation": invitation}
    return render(request, "accounts/invitation_closed.html", context, status=410 if invitation else 404)
