"""/conversations/settings/widget/"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from channels_app.widget.configure import configure_widget, rotate_secret, widget_of
from channels_app.widget.forms import WidgetForm
from channels_app.widget.settings import WidgetSettings


@require_safe
@admin_required
def widget_settings(request: MemberRequest) -> HttpResponse:
    channel = widget_of(request.member.tenant)
    chosen = WidgetSettings.of(channel)
    initial = chosen.model_dump() | {
        "is_enabled": channel.is_enabled,
        "allowed_domains": "\n".join(chosen.allowed_domains),
    }
    return _page(request, WidgetForm(initial=initial, tenant=request.member.tenant))


@require_POST
@admin_required
def save_widget(request: MemberRequest) -> HttpResponse:
    form = WidgetForm(request.POST, tenant=request.member.tenant)
    if not form.is_valid():
        return _page(request, form, status=422)
    configure_widget(
        tenant=request.member.tenant,
        is_enabled=form.cleaned_data["is_enabled"],
        looks=form.looks(),
        by=request.member,
    )
    messages.success(request, _("Widget saved."))
    return redirect("channels_app:settings")


@require_POST
@admin_required
def rotate_widget_secret(request: MemberRequest) -> HttpResponse:
    rotate_secret(tenant=request.member.tenant, by=request.member)
    messages.success(request, _("There is a new identity secret. Put it on your server now."))
    return redirect("channels_app:settings")


def _page(request: MemberRequest, form: WidgetForm, status: int = 200) -> HttpResponse:
    channel = widget_of(request.member.tenant)
    context = {
        "form": form,
        "channel": channel,
        "secret": WidgetSettings.of(channel).identity_secret,
        "hub_url": settings.HUB_URL.rstrip("/"),
    }
    return render(request, "widget/settings.html", context, status=status)
