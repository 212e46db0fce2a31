from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from accounts.models import Tenant
from accounts.views.responses import Region
from ai.embeddings import model_name
from knowledge import services
from knowledge.approval import approvers_of, is_approval_required
from knowledge.forms import ApprovalForm
from knowledge.models import ContentSettings, EmbeddingSpace, Passage

SETTINGS = Region("knowledge/settings.html", "settings", "knowledge:settings")


@require_safe
@admin_required
def settings(request: MemberRequest) -> HttpResponse:
    return render(request, SETTINGS.template, _context(request.member.tenant))


@require_POST
@admin_required
def save_settings(request: MemberRequest) -> HttpResponse:
    tenant = request.member.tenant
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return SETTINGS.refused(request, _context(tenant) | {"form": form})
    services.set_approval(tenant=tenant, approval=form.cleaned_data["approval"], by=request.member)
    return SETTINGS.changed(request, _context(tenant), said=_("Saved."))


@require_safe
@admin_required
def embedding(request: MemberRequest) -> HttpResponse:
    """How far the passages have changed over: the part of the page that is fetched again and again."""
    return render(request, "knowledge/_embedding.html", _embedding(request.member.tenant))


@require_POST
@admin_required
def embed_again(request: MemberRequest) -> HttpResponse:
    tenant = request.member.tenant
    is_outdated = EmbeddingSpace.of(tenant).is_outdated
    services.start_embedding(tenant=tenant, by=request.member, again=not is_outdated)
    said = _("It runs in the background. Searches go on as before until it is done.")
    return SETTINGS.changed(request, _context(tenant), said=said)


def _embedding(tenant: Tenant) -> dict[str, Any]:
    return {
        "space": EmbeddingSpace.of(tenant),
        "set_model": model_name(),
        "passages": Passage.objects.for_tenant(tenant).count(),
    }


def _context(tenant: Tenant) -> dict[str, Any]:
    return {
        "form": ApprovalForm(initial={"approval": ContentSettings.of(tenant).approval}),
        "approvers": list(approvers_of(tenant).select_related("user").order_by("user__name", "pk")),
        "is_approval_required": is_approval_required(tenant),
        **_embedding(tenant),
    }
