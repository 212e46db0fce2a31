from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.macro_forms import MacroForm
from tickets.macros import VARIABLES
from tickets.models import Macro
from tickets.services.macros import apply_macro, delete_macro, save_macro
from tickets.services.privacy import PrivacyRefused
from tickets.views.answers import refuse
from tickets.views.detail import render_live
from tickets.views.toast import with_toast


@require_safe
@agent_required
def settings_page(request: MemberRequest) -> HttpResponse:
    macros = Macro.objects.seen_by(request.member)
    changeable = set(Macro.objects.changeable_by(request.member).values_list("pk", flat=True))
    rows = [(macro, macro.pk in changeable) for macro in macros]
    return render(request, "tickets/macros/list.html", {"rows": rows})


@require_safe
@agent_required
def new(request: MemberRequest) -> HttpResponse:
    return _form(request, MacroForm(member=request.member), reverse("macros:create"))


@require_POST
@agent_required
def create(request: MemberRequest) -> HttpResponse:
    macro = Macro(tenant=request.member.tenant, owner=request.member)
    return _saved(request, macro)


@require_safe
@agent_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    macro = _changeable(request, pk)
    form = MacroForm(member=request.member, initial=MacroForm.initial_of(macro))
    return _form(request, form, reverse("macros:change", args=[pk]), macro=macro)


@require_POST
@agent_required
def change(request: MemberRequest, pk: int) -> HttpResponse:
    return _saved(request, _changeable(request, pk))


@require_POST
@agent_required
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    delete_macro(_changeable(request, pk), by=request.member)
    return redirect("macros:index")


@require_safe
@agent_required
def menu(request: MemberRequest, number: int) -> HttpResponse:
    """The macros for this ticket, those used most first; read only when somebody opens the menu."""
    ticket = get_ticket(request.member, number)
    macros = Macro.objects.seen_by(request.member).order_by("-used_count", "name")
    return render(request, "tickets/macros/_menu.html", {"ticket": ticket, "macros": macros})


@require_POST
@agent_required
def apply(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """Change the ticket as the macro says; its text goes into the composer to be looked at."""
    ticket = get_ticket(request.member, number)
    macro = get_object_or_404(Macro.objects.seen_by(request.member), pk=pk)
    try:
        text = apply_macro(macro, ticket, by=request.member)
    except PrivacyRefused as refusal:
        return refuse(request, str(refusal), ticket)
    if not request.htmx:
        return redirect(ticket)
    response = render_live(request, ticket)
    if text:
        trigger_client_event(response, "composer:insert", {"text": text})
    return with_toast(response, _("“%(name)s” was used.") % {"name": macro.name})


def _changeable(request: MemberRequest, pk: int) -> Macro:
    return get_object_or_404(Macro.objects.changeable_by(request.member), pk=pk)


def _saved(request: MemberRequest, macro: Macro) -> HttpResponse:
    form = MacroForm(request.POST, member=request.member)
    if not form.is_valid():
        return _form(request, form, request.path, macro=macro if macro.pk else None, status=422)
    save_macro(macro, by=request.member, fields=form.fields_of_macro())
    return redirect("macros:index")


def _form(
    request: MemberRequest, form: MacroForm, url: str, *, macro: Macro | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "url": url, "macro": macro, "variables": VARIABLES.items()}
    return render(request, "tickets/macros/form.html", context, status=status)
