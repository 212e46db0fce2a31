from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.access import get_article
from knowledge.forms import DetailsForm, TextForm, clean_conditions, read_conditions
from knowledge.listing import categories_of
from knowledge.markup import render_article
from knowledge.models import Article, Version
from knowledge.services.cleaning import BODY_MAX_BYTES
from knowledge.views.conflicts import conflict_context
from knowledge.views.edit_context import edit_context
from knowledge.views.responses import changed, warned


@require_http_methods(["GET", "POST"])
@agent_required
def new(request: MemberRequest) -> HttpResponse:
    form = TextForm(request.POST or None)
    details_form = DetailsForm(request.POST or None, initial={"kind": Article.Kind.ARTICLE})
    context = {"form": form, "details": details_form, "categories": categories_of(request.member.tenant)}
    context["conditions"] = read_conditions(request.POST)
    if request.method == "GET":
        return render(request, "knowledge/new.html", context)
    if not (form.is_valid() and details_form.is_valid()):
        return render(request, "knowledge/new.html", context, status=422)
    try:
        article = _create(request, form.cleaned_data, details_form.cleaned_data)
    except services.ContentRefused as error:
        form.add_error(error.field, str(error))
        return render(request, "knowledge/new.html", context, status=422)
    except ValueError as error:
        context["audience_error"] = str(error)
        return render(request, "knowledge/new.html", context, status=422)
    messages.success(request, _("Saved as a draft. Publish it when it is ready."))
    return redirect(article)


def _create(request: MemberRequest, text: dict[str, Any], details: dict[str, Any]) -> Article:
    return services.create_article(
        tenant=request.member.tenant,
        by=request.member,
        title=text["title"],
        body=text["body"],
        audience=clean_conditions(request.POST),
        **details,
    )


@require_http_methods(["GET", "POST"])
@agent_required
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    if request.method == "GET":
        return render(request, "knowledge/edit.html", edit_context(article))
    version, refusal = _save(request, article)
    if version is None:
        return refusal
    messages.success(request, _("Version %(number)d is saved as a draft.") % {"number": version.number})
    return redirect(article)


@require_POST
@agent_required
def save_and_publish(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    version, refusal = _save(request, article)
    if version is None:
        return refusal
    publish_path = reverse("knowledge:publish", args=[slug])
    warning = warned(request, article, path=publish_path, version=version.number)
    if warning is not None:
        return warning
    try:
        services.publish(version=version, by=request.member)
    except services.ContentRefused as error:
        messages.error(request, _("It is saved as a draft.") + " " + str(error))
        return redirect(article)
    messages.success(request, _("Version %(number)d is going live.") % {"number": version.number})
    return redirect(article)


@require_POST
@agent_required
def save_and_ask(request: MemberRequest, slug: str) -> HttpResponse:
    """Save, and put it up for somebody's approval."""
    article = get_article(request.member, slug)
    version, refusal = _save(request, article)
    if version is None:
        return refusal
    try:
        services.ask_for_review(version=version, by=request.member)
    except services.ContentRefused as error:
        messages.error(request, _("It is saved as a draft.") + " " + str(error))
        return redirect(article)
    messages.success(request, _("Version %(number)d is in review.") % {"number": version.number})
    return redirect(article)


@require_POST
@agent_required
def details(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return render(request, "knowledge/edit.html", {**edit_context(article), "details": form}, status=422)
    services.update_details(article=article, by=request.member, **form.cleaned_data)
    return changed(request, article, said=_("Saved."))


@require_POST
@agent_required
def preview(request: MemberRequest) -> HttpResponse:
    body = request.POST.get("body", "")
    is_too_long = len(body.encode()) > BODY_MAX_BYTES
    html = "" if is_too_long else render_article(body)
    return render(request, "knowledge/_preview.html", {"html": html, "is_too_long": is_too_long})


def _save(request: MemberRequest, article: Article) -> tuple[Version | None, HttpResponse]:
    """The saved version; or None and the page that says why not, with what was written still in it."""
    form = TextForm(request.POST)
    context = {**edit_context(article), "form": form, "kept": _kept(request)}
    if not form.is_valid():
        return None, render(request, "knowledge/edit.html", context, status=422)
    text = form.cleaned_data
    try:
        version = services.save_draft(
            article=article,
            title=text["title"],
            body=text["body"],
            base_number=text["base"] or 0,
            by=request.member,
        )
    except services.EditedMeanwhile as error:
        context |= conflict_context(article, form, error.latest, str(error))
        return None, render(request, "knowledge/edit.html", context, status=409)
    except services.ContentRefused as error:
        form.add_error(error.field, str(error))
        return None, render(request, "knowledge/edit.html", context, status=422)
    return version, HttpResponse()


def _kept(request: MemberRequest) -> dict[str, str] | None:
    """What the member wrote before they chose another text; it stays beside the editor until it is saved."""
    body = request.POST.get("kept_body", "")
    return {"title": request.POST.get("kept_title", ""), "body": body} if body else None
