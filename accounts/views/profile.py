from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.forms import ProfileForm
from accounts.http import MemberRequest
from accounts.profile import update_profile
from accounts.views.responses import Region

PROFILE = Region("accounts/profile.html", "profile", "accounts:profile")


@require_safe
@member_required
def settings(request: MemberRequest) -> HttpResponse:
    """Where "Settings" leads: the first page of them that this role may open."""
    return redirect("accounts:members" if request.member.is_admin else "accounts:profile")


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, "accounts/profile.html", {"form": ProfileForm(member=request.member)})


@require_POST
@member_required
def save(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST, member=request.member)
    if not form.is_valid():
        return PROFILE.refused(request, {"form": form})
    update_profile(request.member, name=form.cleaned_data["name"], timezone=form.cleaned_data["timezone"])
    return PROFILE.changed(request, {"form": form}, said=_("Your profile is saved."))
