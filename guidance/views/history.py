"""What was changed, by whom, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required, member_required
from accounts.http import MemberRequest, key_in
from guidance import services
from guidance.access import get_edit
from guidance.differences import Names, differences
from guidance.history import page_of
from guidance.services.reverting import state_before
from guidance.snapshots import snapshot
from guidance.views.responses import REGIONS, list_changed


@require_safe
@member_required
def history(request: MemberRequest) -> HttpResponse:
    page = page_of(request.member.tenant, before=key_in(request.GET.get("before")))
    return render(request, "guidance/history.html", {"page": page})


@require_safe
@member_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """What an edit changed, and what bringing back the state before it would change now."""
    found = get_edit(request.member, pk)
    names, now = Names(request.member.tenant), snapshot(found.thing)
    context = {
        "edit": found,
        "changes": differences(found.before, found.after, names),
        "back": differences(now, state_before(found, now), names),
    }
    return render(request, "guidance/edit.html", context)


@require_POST
@admin_required
def revert(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring back what was before. `region` names the part of a page that asks, which is drawn again."""
    found = get_edit(request.member, pk)
    thing = found.thing
    made = services.revert(found, by=request.member)
    said = _("“%(name)s” is as it was before.") % {"name": thing.name}
    draw = REGIONS.get(request.POST.get("region", ""))
    if request.htmx and draw and not thing.is_removed:
        return draw(request, thing.pk, said, made)
    if request.htmx:
        return list_changed(request, said, made)
    messages.success(request, said if made else _("It is so already; nothing was changed."))
    return redirect("guidance:list") if thing.is_removed else redirect(thing)
