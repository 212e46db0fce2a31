"""A pack's page: how it sounds, what it must not say, for whom and when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admin_required, member_required
from accounts.http import MemberRequest, key_in
from conversations.text import storable
from guidance import services
from guidance.access import get_pack, get_rule
from guidance.compiling import combine
from guidance.forms import PackForm, RuleForm
from guidance.guardrails import check
from guidance.listing import latest_edits
from guidance.models import GuidancePack
from guidance.rollout import reach_of
from guidance.views.responses import pack_changed, pack_context, pack_refused

CHECKED_AT_MOST = 10_000


@require_safe
@member_required
def pack(request: MemberRequest, pk: int) -> HttpResponse:
    return render(request, "guidance/pack.html", pack_context(request, get_pack(request.member, pk)))


@require_http_methods(["GET", "POST"])
@admin_required
def new(request: MemberRequest) -> HttpResponse:
    tenant = request.member.tenant
    form = PackForm(request.POST or None, tenant=tenant)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "guidance/new_pack.html", {"form": form}, status=status)
    made = GuidancePack(tenant=tenant)
    services.save_pack(made, values=form.values, by=request.member)
    messages.success(
        request, _("“%(name)s” is saved, and off. Switch it on when it is ready.") % {"name": made.name}
    )
    return redirect(made)


@require_POST
@admin_required
def save(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_pack(request.member, pk)
    form = PackForm(request.POST, tenant=found.tenant)
    if not form.is_valid():
        return pack_refused(request, found, form=form)
    newest = next(iter(latest_edits(found.tenant, of=found)), None)
    if newest and form.cleaned_data["base"] not in (None, newest.pk):
        return pack_refused(request, found, form=_based_on(form, newest.pk), changed_by=newest)
    edit = services.save_pack(found, values=form.values, by=request.member)
    return pack_changed(request, pk, _("Saved."), edit)


@require_safe
@member_required
def reach(request: MemberRequest, pk: int) -> HttpResponse:
    """How many known customers a percentage reaches, while it is being chosen."""
    found = get_pack(request.member, pk)
    percent = min(key_in(request.GET.get("rollout_percent")) or 0, 100)
    counted = reach_of(found.tenant, pack_id=found.pk, percent=percent)
    return render(request, "guidance/_reach.html", {"reach": counted, "percent": percent})


@require_POST
@admin_required
def rule_add(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = get_pack(request.member, pk), RuleForm(request.POST)
    if not form.is_valid():
        return pack_refused(request, found, rule_form=form, refused_at=f"new-{form.data.get('kind', '')}")
    try:
        edit = services.add_rule(found, values=form.cleaned_data, by=request.member)
    except services.GuidanceRefused as refusal:
        return pack_refused(request, found, refusal=str(refusal))
    return pack_changed(request, pk, _("The rule is added."), edit)


@require_POST
@admin_required
def rule_save(request: MemberRequest, pk: int) -> HttpResponse:
    rule = get_rule(request.member, pk)
    form = RuleForm({**request.POST.dict(), "kind": rule.kind})
    if not form.is_valid():
        found = get_pack(request.member, rule.pack_id)
        return pack_refused(request, found, rule_form=form, refused_at=f"rule-{pk}")
    edit = services.save_rule(rule, values=form.cleaned_data, by=request.member)
    return pack_changed(request, rule.pack_id, _("The rule is changed."), edit)


@require_POST
@admin_required
def rule_remove(request: MemberRequest, pk: int) -> HttpResponse:
    rule = get_rule(request.member, pk)
    edit = services.remove_rule(rule, by=request.member)
    return pack_changed(request, rule.pack_id, _("The rule is removed."), edit)


@require_http_methods(["GET", "POST"])
@member_required
def try_text(request: MemberRequest, pk: int) -> HttpResponse:
    """Hold an answer against the pack's rules, as it would be before it is sent. Changes nothing."""
    found = get_pack(request.member, pk)
    text = storable(request.POST.get("text", ""))[:CHECKED_AT_MOST]
    about = storable(request.POST.get("about", ""))[:CHECKED_AT_MOST]
    context: dict[str, Any] = {"pack": found, "text": text, "about": about}
    if text.strip():
        context["checked"] = check(text, combine([found]).guardrails, about=about)
    template = "guidance/try_text.html#result" if request.htmx else "guidance/try_text.html"
    return render(request, template, context)


def _based_on(form: PackForm, newest: int) -> PackForm:
    """The same form, for whoever has now seen that there is a newer state: saving again replaces it."""
    return PackForm(initial={**form.cleaned_data, "base": newest}, tenant=form.tenant)
