"""The demo's pages of the tenants' own sites, with the widget embedded as any site would."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels_app.widget.settings import WidgetSettings
from conversations.models import Channel


@require_safe
def demo_index(request: HttpRequest) -> HttpResponse:
    """Every tenant's demo page."""
    sites = [{"tenant": channel.tenant, "site": _site_of(channel)} for channel in _demo_channels()]
    return render(request, "widget/demo_index.html", {"sites": sites})


@require_safe
def demo_site(request: HttpRequest, slug: str) -> HttpResponse:
    """One tenant's demo page."""
    channel = next((channel for channel in _demo_channels() if channel.tenant.slug == slug), None)
    if channel is None:
        raise Http404
    context = {"channel": channel, "tenant": channel.tenant, "site": _site_of(channel)}
    return render(request, "widget/demo_site.html", context)


def _demo_channels() -> list[Channel]:
    """The widgets that come with a demo page, in the order they were made; 404 outside of the demo."""
    if not settings.HUB_DEMO:
        raise Http404
    widgets = Channel.objects.filter(
        kind=Channel.Kind.WIDGET, is_enabled=True, settings__demo_site__isnull=False
    )
    return list(widgets.select_related("tenant").order_by("pk"))


def _site_of(channel: Channel) -> object:
    return WidgetSettings.of(channel).demo_site
