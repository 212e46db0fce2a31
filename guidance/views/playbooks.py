"""A playbook's page, and the editor of its rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admin_required, member_required
from accounts.http import MemberRequest
from guidance import services
from guidance.access import get_playbook, get_playbook_rule
from guidance.forms import PlaybookForm
from guidance.models import Playbook, PlaybookRule
from guidance.rule_form import PlayRuleForm
from guidance.views.responses import playbook_changed, playbook_context


@require_safe
@member_required
def playbook(request: MemberRequest, pk: int) -> HttpResponse:
    context = playbook_context(request, get_playbook(request.member, pk))
    return render(request, "guidance/playbook.html", context)


@require_http_methods(["GET", "POST"])
@admin_required
def new(request: MemberRequest) -> HttpResponse:
    form = PlaybookForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "guidance/new_playbook.html", {"form": form}, status=status)
    made = Playbook(tenant=request.member.tenant)
    services.save_playbook(made, values=form.cleaned_data, by=request.member)
    messages.success(request, _("“%(name)s” is made. Give it a rule.") % {"name": made.name})
    return redirect(made)


@require_POST
@admin_required
def save(request: MemberRequest, pk: int) -> HttpResponse:
    found, form = get_playbook(request.member, pk), PlaybookForm(request.POST)
    if not form.is_valid():
        context = playbook_context(request, found) | {"form": form}
        template = "guidance/playbook.html#playbook" if request.htmx else "guidance/playbook.html"
        return render(request, template, context, status=422)
    edit = services.save_playbook(found, values=form.cleaned_data, by=request.member)
    return playbook_changed(request, pk, _("Saved."), edit)


@require_http_methods(["GET", "POST"])
@admin_required
def rule_new(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook(request.member, pk)
    form = PlayRuleForm(request.POST or None, tenant=found.tenant)
    if request.method == "GET" or not form.is_valid():
        return _rule_page(request, found, form)
    return _save_rule(request, PlaybookRule(playbook=found), form)


@require_safe
@member_required
def rule(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    return _rule_page(request, found.playbook, PlayRuleForm.of(found), found)


@require_POST
@admin_required
def rule_save(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    form = PlayRuleForm(request.POST, tenant=found.playbook.tenant)
    if not form.is_valid():
        return _rule_page(request, found.playbook, form, found)
    return _save_rule(request, found, form)


@require_POST
@admin_required
def rule_on(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    edit = services.switch_play_rule(found, is_on=True, by=request.member)
    return playbook_changed(request, found.playbook_id, _("“%(name)s” is on.") % {"name": found.name}, edit)


@require_POST
@admin_required
def rule_off(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    edit = services.switch_play_rule(found, is_on=False, by=request.member)
    return playbook_changed(request, found.playbook_id, _("“%(name)s” is off.") % {"name": found.name}, edit)


@require_POST
@admin_required
def rule_up(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    edit = services.move_play_rule(found, up=True, by=request.member)
    said = _("“%(name)s” is one place further up.") % {"name": found.name}
    return playbook_changed(request, found.playbook_id, said, edit)


@require_POST
@admin_required
def rule_down(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    edit = services.move_play_rule(found, up=False, by=request.member)
    said = _("“%(name)s” is one place further down.") % {"name": found.name}
    return playbook_changed(request, found.playbook_id, said, edit)


@require_POST
@admin_required
def rule_remove(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_playbook_rule(request.member, pk)
    edit = services.remove_play_rule(found, by=request.member)
    said = _("“%(name)s” is removed.") % {"name": found.name}
    return playbook_changed(request, found.playbook_id, said, edit)


def _save_rule(request: MemberRequest, found: PlaybookRule, form: PlayRuleForm) -> HttpResponse:
    is_new = found.pk is None
    try:
        services.save_play_rule(found, values=form.values, by=request.member)
    except services.GuidanceRefused as refusal:
        form.add_error(None, str(refusal))
        return _rule_page(request, found.playbook, form, None if is_new else found)
    if is_new:
        messages.success(
            request,
            _("“%(name)s” is saved, and off. Back-test it, then switch it on.") % {"name": found.name},
        )
        return redirect(found)
    messages.success(request, _("“%(name)s” is saved.") % {"name": found.name})
    return redirect(found)


def _rule_page(
    request: MemberRequest, playbook: Playbook, form: PlayRuleForm, found: PlaybookRule | None = None
) -> HttpResponse:
    context = {"playbook": playbook, "rule": found, "form": form}
    return render(request, "guidance/rule.html", context, status=422 if form.errors else 200)
