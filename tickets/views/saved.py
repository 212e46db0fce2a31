from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import agent_required, member_required
from accounts.http import MemberRequest, key_in
from tickets.forms import SavedViewForm
from tickets.inbox.asked import read_asked
from tickets.inbox.filters import Lookup, filters_of
from tickets.inbox.views import PRESETS
from tickets.models import SavedView
from tickets.services.saved_views import change_view, delete_view, open_with, save_view, update_view


@require_safe
@agent_required
def new(request: MemberRequest) -> HttpResponse:
    """Ask for the name of the list that the URL describes."""
    asked = read_asked(request.GET, request.member)
    form = SavedViewForm(member=request.member, initial={"query": asked.filters.query})
    return _form(request, form, reverse("tickets:view-create"), _("Save this view"))


@require_POST
@agent_required
def create(request: MemberRequest) -> HttpResponse:
    form = SavedViewForm(request.POST, member=request.member)
    if not form.is_valid():
        return _form(request, form, request.path, _("Save this view"), status=422)
    query = filters_of(form.cleaned_data["query"], Lookup(request.member)).query
    return _go_to(request, save_view(by=request.member, **{**form.fields_of_view(), "query": query}))


@require_safe
@agent_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    saved = _changeable(request, pk)
    form = SavedViewForm(
        member=request.member, initial={"name": saved.name, "scope": saved.scope, "team": saved.team_id}
    )
    return _form(request, form, reverse("tickets:view-change", args=[pk]), _("Change this view"))


@require_POST
@agent_required
def change(request: MemberRequest, pk: int) -> HttpResponse:
    saved = _changeable(request, pk)
    form = SavedViewForm(request.POST, member=request.member)
    if not form.is_valid():
        return _form(request, form, request.path, _("Change this view"), status=422)
    fields = form.fields_of_view()
    fields.pop("query")
    return _go_to(request, change_view(saved, by=request.member, **fields))


@require_POST
@agent_required
def update(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the saved view show what is shown now."""
    query = filters_of(request.POST.get("query", ""), Lookup(request.member)).query
    return _go_to(request, update_view(_changeable(request, pk), by=request.member, query=query))


@require_POST
@agent_required
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    delete_view(_changeable(request, pk), by=request.member)
    return redirect("tickets:list")


@require_POST
@member_required
def make_default(request: MemberRequest) -> HttpResponse:
    """Open the tickets page with this list from now on."""
    key = request.POST.get("view", "")
    if not key:
        return HttpResponseBadRequest(_("Name the view."))
    if key in PRESETS:
        open_with(request.member, preset=key)
    else:
        seen = SavedView.objects.seen_by(request.member)
        open_with(request.member, saved=get_object_or_404(seen, pk=key_in(key)))
    return redirect(f"{reverse('tickets:list')}?{_query(key)}")


def _changeable(request: MemberRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.changeable_by(request.member), pk=pk)


def _form(
    request: MemberRequest, form: SavedViewForm, url: str, title: str, *, status: int = 200
) -> HttpResponse:
    template = "tickets/_view_dialog.html" if request.htmx else "tickets/view_form.html"
    return render(request, template, {"form": form, "url": url, "dialog_title": title}, status=status)


def _go_to(request: MemberRequest, saved: SavedView) -> HttpResponse:
    url = f"{reverse('tickets:list')}?{_query(str(saved.pk))}"
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _query(key: str) -> str:
    query = QueryDict(mutable=True)
    query["view"] = key
    return query.urlencode()
