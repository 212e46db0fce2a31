"""/conversations/triage/, and its settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required, agent_required, member_required
from accounts.api_access import Caller
from accounts.http import MemberRequest
from agent.access import get_triage
from agent.models import TriageSettings, TriageThread
from agent.triage.configuring import configure_triage
from agent.triage.forms import AnswerForm, TicketTextForm, TriageSettingsForm
from agent.triage.limits import wait_for_address, wait_for_caller
from agent.triage.page import learned_context, page_context
from agent.triage.present import as_json
from agent.triage.refusals import rate_limited
from agent.triage.workflow import NotWaiting, ResumeRefused, finish, resume, skip_questions, start

PAGE = "agent/triage/page.html"
LIVE = "agent/triage/page.html#live"


@require_safe
@member_required
def index(request: MemberRequest) -> HttpResponse:
    return render(request, PAGE, page_context(request.member))


@require_safe
@member_required
def show(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """A triage; for the page's script only its part that changes."""
    thread = get_triage(request.member, thread_id)
    return render(request, LIVE if request.htmx else PAGE, page_context(request.member, thread))


@require_POST
@agent_required
def begin(request: MemberRequest) -> HttpResponse:
    """Without scripts: triage it, then show the result or the questions."""
    form = TicketTextForm(request.POST)
    name = Caller(request.member.tenant, member=request.member).name
    wait = wait_for_address("starts", request) or wait_for_caller("starts", name)
    if wait:
        refusal = rate_limited(wait)
        form.add_error(None, f"{refusal} {refusal.what_to_do}")
    if not form.is_valid():
        status = 429 if wait else 422
        return render(request, PAGE, page_context(request.member, form=form), status=status)
    thread = start(
        tenant=request.member.tenant,
        text=form.cleaned_data["description"],
        source=TriageThread.Source.PAGE,
        member=request.member,
    )
    finish(thread)
    return redirect("triage:thread", thread.pk)


@require_POST
@agent_required
def answer(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    thread = get_triage(request.member, thread_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, page_context(request.member, thread, answer_form=form), status=422)
    try:
        finish(resume(thread, details=form.cleaned_data["additional_details"], by=request.member))
    except ResumeRefused as refusal:
        return _not_gone_on(request, thread, refusal, form)
    return redirect("triage:thread", thread_id)


@require_POST
@agent_required
def classify(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Without the answers, by what is there."""
    thread = get_triage(request.member, thread_id)
    try:
        finish(skip_questions(thread))
    except ResumeRefused as refusal:
        return _not_gone_on(request, thread, refusal)
    return redirect("triage:thread", thread_id)


@require_safe
@member_required
def export(request: MemberRequest, thread_id: UUID) -> JsonResponse:
    thread = get_triage(request.member, thread_id)
    response = JsonResponse(as_json(thread), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="triage-{thread.pk}.json"'
    return response


@require_safe
@admin_required
def settings_page(request: MemberRequest) -> HttpResponse:
    form = TriageSettingsForm(instance=TriageSettings.of(request.member.tenant))
    return render(request, "agent/triage/settings.html", _settings_context(request, form))


@require_POST
@admin_required
def save_settings(request: MemberRequest) -> HttpResponse:
    form = TriageSettingsForm(request.POST, instance=TriageSettings.of(request.member.tenant))
    if not form.is_valid():
        return render(request, "agent/triage/settings.html", _settings_context(request, form), status=422)
    configure_triage(chosen=form.chosen(), by=request.member)
    messages.success(request, _("Saved."))
    return redirect("triage:settings")


def _not_gone_on(
    request: MemberRequest, thread: TriageThread, refusal: ResumeRefused, form: AnswerForm | None = None
) -> HttpResponse:
    """What is shown is out of date where it does not wait any more; else what was typed stays."""
    messages.warning(request, str(refusal))
    if isinstance(refusal, NotWaiting):
        return redirect("triage:thread", thread.pk)
    return render(request, PAGE, page_context(request.member, thread, answer_form=form), status=422)


def _settings_context(request: MemberRequest, form: TriageSettingsForm) -> dict[str, Any]:
    return {"form": form, **learned_context(request.member.tenant)}
