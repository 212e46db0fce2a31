"""/conversations/settings/ai/"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from agent.control.configuring import configure_ai, configure_channel, configure_escalation
from agent.control.forms import AIForm, ChannelAIForm, EscalationForm
from agent.models import EscalationSettings
from ai import breaker, conf
from ai.budget import spent_this_month
from ai.models import AISettings
from conversations.models import Channel


@require_safe
@admin_required
def ai_settings(request: MemberRequest) -> HttpResponse:
    return _page(request)


@require_POST
@admin_required
def save_ai(request: MemberRequest) -> HttpResponse:
    form = AIForm(request.POST, instance=AISettings.of(request.member.tenant))
    if not form.is_valid():
        return _page(request, form=form)
    configure_ai(chosen=form.chosen(), by=request.member)
    messages.success(request, _("Saved."))
    return redirect("agent:settings")


@require_POST
@admin_required
def save_escalation(request: MemberRequest) -> HttpResponse:
    form = EscalationForm(request.POST, instance=EscalationSettings.of(request.member.tenant))
    if not form.is_valid():
        return _page(request, escalation_form=form)
    configure_escalation(chosen=form.chosen(), by=request.member)
    messages.success(request, _("Saved."))
    return redirect("agent:settings")


@require_POST
@admin_required
def save_channel(request: MemberRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.for_tenant(request.member.tenant), pk=channel_id)
    form = ChannelAIForm(request.POST, instance=channel)
    if not form.is_valid():
        return _page(request, channel_form=form)
    configure_channel(channel, chosen=form.chosen(), by=request.member)
    messages.success(request, _("Saved."))
    return redirect("agent:settings")


def _page(
    request: MemberRequest,
    *,
    form: AIForm | None = None,
    escalation_form: EscalationForm | None = None,
    channel_form: ChannelAIForm | None = None,
) -> HttpResponse:
    """The page, or with the one form on it that was refused."""
    tenant = request.member.tenant
    channels = Channel.objects.for_tenant(tenant).order_by("pk")
    forms = [
        channel_form if channel_form and channel_form.instance == channel else ChannelAIForm(instance=channel)
        for channel in channels
    ]
    context: dict[str, Any] = {
        "form": form or AIForm(instance=AISettings.of(tenant)),
        "escalation_form": escalation_form or EscalationForm(instance=EscalationSettings.of(tenant)),
        "has_mail_server": bool(settings.EMAIL_HOST),
        "channel_forms": forms,
        "spent": spent_this_month(tenant),
        "engine": conf.engine_name(),
        "model": conf.model_for("answer"),
        "unpriced": ", ".join(conf.unpriced_models()),
        "is_left_alone": conf.engine_name() != "local" and breaker.is_open(conf.engine_name()),
    }
    is_refused = bool(form or escalation_form or channel_form)
    return render(request, "agent/control/settings.html", context, status=422 if is_refused else 200)
