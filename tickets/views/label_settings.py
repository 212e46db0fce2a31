"""The settings page of categories and tags."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from accounts.views.responses import Region
from tickets.models import Category, Tag
from tickets.services.labels import (
    LabelRefused,
    create_category,
    delete_label,
    get_or_create_tag,
    merge_labels,
    rename_label,
)

LABELS = Region("tickets/labels/settings.html", "labels", "labels:settings")
KINDS: dict[str, type[Category] | type[Tag]] = {"category": Category, "tag": Tag}


@require_safe
@admin_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, "tickets/labels/settings.html", _labels(request))


@require_POST
@admin_required
def create(request: MemberRequest, kind: str) -> HttpResponse:
    model, name = _model(kind), request.POST.get("name", "")
    try:
        if model is Category:
            create_category(request.member.tenant, name=name, by=request.member)
        else:
            get_or_create_tag(request.member.tenant, name=name)
    except LabelRefused as refusal:
        return _refused(request, str(refusal), kind=kind, typed=name)
    return LABELS.changed(request, _labels(request), said=_("“%(name)s” is there.") % {"name": name.strip()})


@require_POST
@admin_required
def rename(request: MemberRequest, kind: str, label_id: int) -> HttpResponse:
    label = _label(request, kind, label_id)
    try:
        rename_label(label, name=request.POST.get("name", ""), by=request.member)
    except LabelRefused as refusal:
        return _refused(request, str(refusal), kind=kind, opened=label.pk)
    return LABELS.changed(request, _labels(request), said=_("The new name is saved."))


@require_POST
@admin_required
def merge(request: MemberRequest, kind: str, label_id: int) -> HttpResponse:
    label, name = _label(request, kind, label_id), request.POST.get("into", "").strip()
    into = type(label).objects.for_tenant(request.member.tenant).filter(name=name).first()
    try:
        if into is None:
            raise LabelRefused(_("“%(name)s” is not there. Choose one of the list.") % {"name": name})
        merge_labels(label, into=into, by=request.member)
    except LabelRefused as refusal:
        return _refused(request, str(refusal), kind=kind, opened=label_id)
    said = _("All tickets of “%(one)s” are now “%(other)s”.") % {"one": label.name, "other": into.name}
    return LABELS.changed(request, _labels(request), said=said)


@require_POST
@admin_required
def delete(request: MemberRequest, kind: str, label_id: int) -> HttpResponse:
    label = _label(request, kind, label_id)
    delete_label(label, by=request.member)
    return LABELS.changed(request, _labels(request), said=_("“%(name)s” is gone.") % {"name": label.name})


def _labels(request: MemberRequest, **extra: Any) -> dict[str, Any]:
    tenant = request.member.tenant
    groups = [
        ("category", _("Categories"), _("New category"), Category.objects.for_tenant(tenant)),
        ("tag", _("Tags"), _("New tag"), Tag.objects.for_tenant(tenant)),
    ]
    with_urls = [
        (kind, title, new, reverse(f"labels:create-{kind}"), list(labels))
        for kind, title, new, labels in groups
    ]
    return {"groups": with_urls, **extra}


def _refused(request: MemberRequest, why: str, **extra: Any) -> HttpResponse:
    return LABELS.refused(request, _labels(request, refusal=why, **extra))


def _model(kind: str) -> type[Category] | type[Tag]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _label(request: MemberRequest, kind: str, pk: int) -> Category | Tag:
    tenant = request.member.tenant
    if _model(kind) is Category:
        return get_object_or_404(Category.objects.for_tenant(tenant), pk=pk)
    return get_object_or_404(Tag.objects.for_tenant(tenant), pk=pk)
