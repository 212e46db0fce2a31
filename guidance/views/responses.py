from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import MemberRequest
from accounts.views.responses import Undo
from ai import conf
from guidance.access import get_pack, get_playbook
from guidance.compiling import combine
from guidance.forms import PackForm, PlaybookForm
from guidance.listing import (
    latest_edits,
    listed_packs,
    listed_playbooks,
    listed_rules,
    state_of,
)
from guidance.models import GuidanceEdit, GuidancePack, Playbook, Tone
from guidance.rollout import reach_of
from guidance.rule_kinds import BY_VALUE, KINDS
from guidance.voice import EXAMPLES

Context = dict[str, Any]


def list_context(request: MemberRequest) -> Context:
    tenant = request.member.tenant
    return {
        "packs": listed_packs(tenant),
        "playbooks": listed_playbooks(tenant),
        "edits": latest_edits(tenant),
        "is_local": conf.engine_name() == "local",
    }


def pack_context(request: MemberRequest, pack: GuidancePack, *, form: PackForm | None = None) -> Context:
    edits = latest_edits(pack.tenant, of=pack)
    listed = next((entry for entry in listed_packs(pack.tenant) if entry.pack.pk == pack.pk), None)
    return {
        "pack": pack,
        "state": state_of(pack, timezone.now()),
        "conflicts": listed.conflicts if listed else (),
        "form": form or PackForm.of(pack, base=edits[0].pk if edits else 0),
        "rules": [(rule, BY_VALUE[rule.kind]) for rule in pack.rules.all()],
        "kinds": KINDS,
        "reach": reach_of(pack.tenant, pack_id=pack.pk, percent=pack.rollout_percent),
        "prompt": combine([pack]).as_prompt(),
        "examples": [(Tone(value).label, words) for value, words in EXAMPLES.items()],
        "edits": edits,
        "is_local": conf.engine_name() == "local",
    }


def playbook_context(request: MemberRequest, playbook: Playbook) -> Context:
    return {
        "playbook": playbook,
        "form": PlaybookForm(initial={"name": playbook.name}),
        "rules": listed_rules(playbook),
        "edits": latest_edits(playbook.tenant, of=playbook),
    }


def list_changed(request: MemberRequest, said: str, edit: GuidanceEdit | None) -> HttpResponse:
    if not request.htmx:
        messages.success(request, said)
        return redirect("guidance:list")
    context = list_context(request) | _said(said, edit, region="list", target="#guidance")
    return render(request, "guidance/list.html#guidance", context)


def pack_changed(request: MemberRequest, pk: int, said: str, edit: GuidanceEdit | None) -> HttpResponse:
    if not request.htmx:
        messages.success(request, said)
        return redirect("guidance:pack", pk)
    pack = get_pack(request.member, pk)
    context = pack_context(request, pack) | _said(said, edit, region="pack", target="#pack")
    return render(request, "guidance/pack.html#pack", context)


def pack_refused(request: MemberRequest, pack: GuidancePack, **extra: Any) -> HttpResponse:
    """422, with what was typed and why it can not be."""
    context = pack_context(request, pack, form=extra.pop("form", None)) | extra
    template = "guidance/pack.html#pack" if request.htmx else "guidance/pack.html"
    return render(request, template, context, status=422)


def playbook_changed(request: MemberRequest, pk: int, said: str, edit: GuidanceEdit | None) -> HttpResponse:
    if not request.htmx:
        messages.success(request, said)
        return redirect("guidance:playbook", pk)
    playbook = get_playbook(request.member, pk)
    context = playbook_context(request, playbook)
    context |= _said(said, edit, region="playbook", target="#playbook")
    return render(request, "guidance/playbook.html#playbook", context)


REGIONS: dict[str, Callable[[MemberRequest, int, str, GuidanceEdit | None], HttpResponse]] = {
    "pack": pack_changed,
    "playbook": playbook_changed,
}


def _said(said: str, edit: GuidanceEdit | None, *, region: str, target: str) -> Context:
    """What happened, and its way back: an edit that changed nothing has none."""
    if edit is None:
        return {"said": _("It is so already; nothing was changed."), "undo": None, "region": target}
    undo = Undo(reverse("guidance:revert", args=[edit.pk]), {"region": region})
    return {"said": said, "undo": undo, "region": target}
