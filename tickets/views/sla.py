"""/conversations/settings/sla/: the policies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from accounts.views.responses import Region, Undo
from tickets.models import SlaPolicy
from tickets.sla.access import get_policy
from tickets.sla.describing import preview_words
from tickets.sla.forms import PolicyForm
from tickets.sla.listing import listed_hours, listed_policies
from tickets.sla.managing import SlaRefused, move_policy, remove_policy, restore_policy, save_policy

SETTINGS = Region("tickets/sla/settings.html", "sla", "sla:index")


@require_safe
@admin_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, SETTINGS.template, listed(request))


@require_safe
@admin_required
def preview(request: MemberRequest) -> HttpResponse:
    """What the policy that is being filled in would mean for a ticket that comes in now."""
    form = PolicyForm(request.GET, tenant=request.member.tenant)
    form.fields["name"].required = False
    sentences = preview_words(form.policy(), timezone.now()) if form.is_valid() else []
    return render(request, "tickets/sla/_preview.html", {"sentences": sentences})


@require_safe
@admin_required
def new(request: MemberRequest) -> HttpResponse:
    return _form(request, PolicyForm(tenant=request.member.tenant))


@require_POST
@admin_required
def create(request: MemberRequest) -> HttpResponse:
    return _save(request, SlaPolicy(tenant=request.member.tenant))


@require_safe
@admin_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    policy = get_policy(request.member, pk)
    return _form(request, PolicyForm.of(policy), policy=policy)


@require_POST
@admin_required
def save(request: MemberRequest, pk: int) -> HttpResponse:
    return _save(request, get_policy(request.member, pk))


@require_POST
@admin_required
def move_up(request: MemberRequest, pk: int) -> HttpResponse:
    policy = get_policy(request.member, pk)
    move_policy(policy, by=request.member, up=True)
    return changed(request, _("“%(name)s” is one place further up.") % {"name": policy.name})


@require_POST
@admin_required
def move_down(request: MemberRequest, pk: int) -> HttpResponse:
    policy = get_policy(request.member, pk)
    move_policy(policy, by=request.member, up=False)
    return changed(request, _("“%(name)s” is one place further down.") % {"name": policy.name})


@require_POST
@admin_required
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    policy = get_policy(request.member, pk)
    remove_policy(policy, by=request.member)
    said = _("“%(name)s” counts for no ticket any more.") % {"name": policy.name}
    return changed(request, said, undo=Undo(reverse("sla:policy-restore", args=[pk])))


@require_POST
@admin_required
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    policy = get_policy(request.member, pk, is_removed=True)
    try:
        restore_policy(policy, by=request.member)
    except SlaRefused as refusal:
        return refused(request, str(refusal), at="policies")
    return changed(request, _("“%(name)s” is back.") % {"name": policy.name})


def listed(request: MemberRequest, **extra: Any) -> dict[str, Any]:
    tenant = request.member.tenant
    return {
        "policies": listed_policies(tenant, timezone.now()),
        "schedules": listed_hours(tenant),
        **extra,
    }


def changed(request: MemberRequest, said: str, *, undo: Undo | None = None) -> HttpResponse:
    return SETTINGS.changed(request, listed(request) if request.htmx else {}, said=said, undo=undo)


def refused(request: MemberRequest, why: str, *, at: str) -> HttpResponse:
    """`at` is the id of the row that it is about, or of its section."""
    return SETTINGS.refused(request, listed(request, refusal=why, refused_at=at))


def _save(request: MemberRequest, policy: SlaPolicy) -> HttpResponse:
    form = PolicyForm(request.POST, tenant=request.member.tenant)
    if not form.is_valid():
        return _form(request, form, policy=policy, status=422)
    try:
        save_policy(policy, values=form.cleaned_data, by=request.member)
    except SlaRefused as refusal:
        form.add_error("hours", str(refusal))
        return _form(request, form, policy=policy, status=422)
    messages.success(request, _("“%(name)s” is saved. Tickets follow it now.") % {"name": policy.name})
    return redirect("sla:index")


def _form(
    request: MemberRequest, form: PolicyForm, *, policy: SlaPolicy | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "policy": policy if policy and policy.pk else None}
    return render(request, "tickets/sla/policy.html", context, status=status)
