"""/conversations/guidance/: packs and playbooks in their order, and what is done with one of either."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required, member_required
from accounts.http import MemberRequest
from accounts.models import Member
from guidance import services
from guidance.services.listed import Listed
from guidance.views.responses import list_changed, list_context

# Loads a pack, or a playbook, of the member's tenant: the address says which of the two it is about.
Get = Callable[[Member, int], Listed]


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, "guidance/list.html", list_context(request))


@require_POST
@admin_required
def switch(request: MemberRequest, pk: int, *, get: Get, is_on: bool) -> HttpResponse:
    thing = get(request.member, pk)
    edit = services.switch(thing, is_on=is_on, by=request.member)
    said = _("“%(name)s” is on.") if is_on else _("“%(name)s” is off.")
    return list_changed(request, said % {"name": thing.name}, edit)


@require_POST
@admin_required
def move(request: MemberRequest, pk: int, *, get: Get, up: bool) -> HttpResponse:
    thing = get(request.member, pk)
    edit = services.move(thing, up=up, by=request.member)
    said = _("“%(name)s” is one place further up.") if up else _("“%(name)s” is one place further down.")
    return list_changed(request, said % {"name": thing.name}, edit)


@require_POST
@admin_required
def remove(request: MemberRequest, pk: int, *, get: Get) -> HttpResponse:
    thing = get(request.member, pk)
    edit = services.remove(thing, by=request.member)
    return list_changed(request, _("“%(name)s” is removed.") % {"name": thing.name}, edit)
