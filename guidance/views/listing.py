"""/conversations/guidance/: packs and playbooks in their order."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required, member_required
from accounts.http import MemberRequest
from guidance import services
from guidance.access import get_pack, get_playbook
from guidance.views.responses import list_changed, list_context


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, "guidance/list.html", list_context(request))


def _switch_pack(request: MemberRequest, pk: int, *, is_on: bool) -> HttpResponse:
    pack = get_pack(request.member, pk)
    edit = services.switch_pack(pack, is_on=is_on, by=request.member)
    said = _("“%(name)s” is on.") if is_on else _("“%(name)s” is off.")
    return list_changed(request, said % {"name": pack.name}, edit)


def _move_pack(request: MemberRequest, pk: int, *, up: bool) -> HttpResponse:
    pack = get_pack(request.member, pk)
    edit = services.move_pack(pack, up=up, by=request.member)
    said = _("“%(name)s” is one place further up.") if up else _("“%(name)s” is one place further down.")
    return list_changed(request, said % {"name": pack.name}, edit)


def _switch_playbook(request: MemberRequest, pk: int, *, is_on: bool) -> HttpResponse:
    playbook = get_playbook(request.member, pk)
    edit = services.switch_playbook(playbook, is_on=is_on, by=request.member)
    said = _("“%(name)s” is on.") if is_on else _("“%(name)s” is off.")
    return list_changed(request, said % {"name": playbook.name}, edit)


def _move_playbook(request: MemberRequest, pk: int, *, up: bool) -> HttpResponse:
    playbook = get_playbook(request.member, pk)
    edit = services.move_playbook(playbook, up=up, by=request.member)
    said = _("“%(name)s” is one place further up.") if up else _("“%(name)s” is one place further down.")
    return list_changed(request, said % {"name": playbook.name}, edit)


@require_POST
@admin_required
def pack_on(request: MemberRequest, pk: int) -> HttpResponse:
    return _switch_pack(request, pk, is_on=True)


@require_POST
@admin_required
def pack_off(request: MemberRequest, pk: int) -> HttpResponse:
    return _switch_pack(request, pk, is_on=False)


@require_POST
@admin_required
def pack_up(request: MemberRequest, pk: int) -> HttpResponse:
    return _move_pack(request, pk, up=True)


@require_POST
@admin_required
def pack_down(request: MemberRequest, pk: int) -> HttpResponse:
    return _move_pack(request, pk, up=False)


@require_POST
@admin_required
def pack_remove(request: MemberRequest, pk: int) -> HttpResponse:
    pack = get_pack(request.member, pk)
    edit = services.remove_pack(pack, by=request.member)
    return list_changed(request, _("“%(name)s” is removed.") % {"name": pack.name}, edit)


@require_POST
@admin_required
def playbook_on(request: MemberRequest, pk: int) -> HttpResponse:
    return _switch_playbook(request, pk, is_on=True)


@require_POST
@admin_required
def playbook_off(request: MemberRequest, pk: int) -> HttpResponse:
    return _switch_playbook(request, pk, is_on=False)


@require_POST
@admin_required
def playbook_up(request: MemberRequest, pk: int) -> HttpResponse:
    return _move_playbook(request, pk, up=True)


@require_POST
@admin_required
def playbook_down(request: MemberRequest, pk: int) -> HttpResponse:
    return _move_playbook(request, pk, up=False)


@require_POST
@admin_required
def playbook_remove(request: MemberRequest, pk: int) -> HttpResponse:
    playbook = get_playbook(request.member, pk)
    edit = services.remove_playbook(playbook, by=request.member)
    return list_changed(request, _("“%(name)s” is removed.") % {"name": playbook.name}, edit)
