from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest, key_in
from knowledge.access import get_import, get_import_item
from knowledge.imports import running
from knowledge.imports.formats import SUFFIXES, UPLOAD_MAX_BYTES
from knowledge.imports.preview import preview_of
from knowledge.imports.report import counts_of, refusals_csv
from knowledge.markup import render_article
from knowledge.models import Import
from knowledge.services import ContentRefused

SHOWN_IMPORTS = 10
SHOWN_REFUSALS = 200


@require_http_methods(["GET", "POST"])
@agent_required
def import_page(request: MemberRequest) -> HttpResponse:
    """Choose a file or an address; below it the latest imports, whose reports stay."""
    if request.method == "GET":
        return render(request, "knowledge/import.html", _choices(request))
    upload = request.FILES.get("file")
    try:
        if upload is not None and (upload.size or 0) <= UPLOAD_MAX_BYTES:
            batch = running.start_import(by=request.member, name=upload.name or "file", data=upload.read())
        elif upload is not None:
            raise running.too_large(UPLOAD_MAX_BYTES)
        else:
            batch = running.start_import(by=request.member, url=request.POST.get("url", ""))
    except ContentRefused as error:
        return render(
            request, "knowledge/import.html", {**_choices(request), "refusal": str(error)}, status=422
        )
    return redirect("knowledge:import-detail", batch.pk)


@require_safe
@agent_required
def import_detail(request: MemberRequest, import_id: int) -> HttpResponse:
    """What was found, how far it is, or what became of it."""
    return _page(request, get_import(request.member, import_id))


@require_safe
@agent_required
def import_item(request: MemberRequest, import_id: int, item_id: int) -> HttpResponse:
    """One article as it would be, and what it changes in the one that is there."""
    item = get_import_item(get_import(request.member, import_id), item_id)
    preview = preview_of(item)
    context = {"item": item, "preview": preview, "html": render_article(preview.entry.body)}
    return render(request, "knowledge/import_item.html", context)


@require_POST
@agent_required
def import_start(request: MemberRequest, import_id: int) -> HttpResponse:
    batch = get_import(request.member, import_id)
    keys = {key for text in request.POST.getlist("item") if (key := key_in(text)) is not None}
    try:
        running.choose(batch, keys=keys, publishes="publishes" in request.POST, by=request.member)
    except ContentRefused as error:
        return _page(request, batch, refusal=str(error), status=422)
    return redirect("knowledge:import-detail", batch.pk)


@require_POST
@agent_required
def import_drop(request: MemberRequest, import_id: int) -> HttpResponse:
    batch = get_import(request.member, import_id)
    if not running.drop(batch, by=request.member):
        return _page(request, batch, refusal=_("It is running already, or done."), status=422)
    messages.success(request, _("Thrown away. Nothing was imported."))
    return redirect("knowledge:import")


@require_safe
@agent_required
def import_refusals(request: MemberRequest, import_id: int) -> HttpResponse:
    batch = get_import(request.member, import_id)
    response = HttpResponse(refusals_csv(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}-refusals.csv"'
    return response


def _choices(request: MemberRequest) -> dict[str, Any]:
    latest = Import.objects.for_tenant(request.member.tenant).select_related("member__user").defer("upload")
    return {
        "imports": latest.order_by("-pk")[:SHOWN_IMPORTS],
        "suffixes": ",".join(f".{suffix}" for suffix in SUFFIXES),
        "url": request.POST.get("url", ""),
    }


def _page(request: MemberRequest, batch: Import, *, refusal: str = "", status: int = 200) -> HttpResponse:
    refused = batch.items.refused().select_related("article").defer("entry")[: SHOWN_REFUSALS + 1]
    context = {
        "batch": batch,
        "counts": {} if batch.is_busy else counts_of(batch),
        "items": batch.items.defer("entry").select_related("article") if batch.is_ready else [],
        "refused": [] if batch.is_busy or batch.is_ready else refused[:SHOWN_REFUSALS],
        "refusal": refusal,
    }
    template = "knowledge/import_detail.html" + ("#state" if request.htmx else "")
    return render(request, template, context, status=status)
