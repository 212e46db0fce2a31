"""Panels of the guidance pages that need tickets, or what the AI understands of a message."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required, member_required
from accounts.http import MemberRequest
from agent.guiding.backtesting import panel_context, start_backtest
from agent.guiding.forms import TryForm
from guidance.access import get_playbook_rule
from guidance.compiling import load_playbooks
from guidance.conditions import Intent, Sentiment
from guidance.evaluation import evaluate


@require_safe
@member_required
def try_message(request: MemberRequest) -> HttpResponse:
    """Which rules would fire on a message, and why. Changes nothing."""
    tenant = request.member.tenant
    form = TryForm(request.GET if "message" in request.GET else None, tenant=tenant)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        situation = form.situation
        plays = load_playbooks(tenant, with_off=form.cleaned_data["with_off"])
        context |= {
            "outcome": evaluate(plays, situation),
            "intents": [Intent(intent).label for intent in sorted(situation.intents)],
            "sentiment": Sentiment(situation.sentiment).label,
        }
    template = "guidance/try.html#result" if request.htmx else "guidance/try.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
@member_required
def backtest(request: MemberRequest, pk: int) -> HttpResponse:
    rule = get_playbook_rule(request.member, pk)
    template = "guidance/backtest.html#panel" if request.htmx else "guidance/backtest.html"
    return render(request, template, panel_context(rule, request.member))


@require_POST
@admin_required
def backtest_start(request: MemberRequest, pk: int) -> HttpResponse:
    rule = get_playbook_rule(request.member, pk)
    start_backtest(rule, by=request.member)
    if not request.htmx:
        return redirect("agent:backtest", pk)
    return render(request, "guidance/backtest.html#panel", panel_context(rule, request.member))
