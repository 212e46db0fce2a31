"""What a page of the tenant's site loads: the launcher, how it looks, and the messenger in its frame."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from channels_app.widget import colour, errors
from channels_app.widget.domains import allows, frame_ancestors, is_own
from channels_app.widget.endpoint import check_origin
from channels_app.widget.present import assistant_name
from channels_app.widget.sessions import channel_of
from channels_app.widget.settings import WidgetSettings
from channels_app.widget.words import messenger_words
from conversations.models import Channel
from conversations.reactions import EMOJIS
from knowledge.help.centre import centre_of
from tickets.models import Csat

FRAME_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
)


def _launcher_source() -> bytes:
    return Path(str(finders.find("widget/launcher.js"))).read_bytes()


def _launcher_etag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(_launcher_source()).hexdigest()[:20]}"'


@require_safe
@gzip_page
@condition(etag_func=_launcher_etag)
@cache_control(public=True, max_age=600)
def launcher_script(request: HttpRequest) -> HttpResponse:
    """The one script a site embeds. Its address never changes, so it is cached for minutes only."""
    response = HttpResponse(_launcher_source(), content_type="text/javascript; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@cache_control(private=True, max_age=60)
def launcher_looks(request: HttpRequest, key: str) -> JsonResponse:
    """Whether and how the launcher shows itself. A refusal leaves the page as it was."""
    try:
        channel = channel_of(key)
        check_origin(request, channel)
    except errors.Refusal as refusal:
        response = refusal.as_json()
    else:
        chosen = WidgetSettings.of(channel)
        looks = {
            "accent": chosen.accent,
            "on_accent": colour.text_on(chosen.accent),
            "position": chosen.position,
            "journey": chosen.keeps_journey,
            "words": {
                "open": _("Open chat"),
                "close": _("Close chat"),
                "title": _("Chat"),
                "unread": _("unread"),
            },
        }
        response = JsonResponse(looks)
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Origin, Accept-Language"
    return response


@require_safe
@cache_control(public=True, max_age=60)
def theme(request: HttpRequest, key: str) -> HttpResponse:
    """The tenant's accent as custom properties, each with a text colour that reads on it."""
    accent = WidgetSettings.of(_channel_or_404(key)).accent
    light, dark = colour.readable_on(colour.PAPER, accent), colour.readable_on(colour.NIGHT, accent)
    css = (
        f":root{{--accent:{accent};--on-accent:{colour.text_on(accent)};--accent-ink:{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent-ink:{dark}}}}}"
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest) -> HttpResponse:
    """The messenger. Only the channel's domains may frame it; it talks to the page it was told of."""
    channel = _channel_or_404(request.GET.get("key", ""))
    chosen = WidgetSettings.of(channel)
    host = request.GET.get("origin", "")
    is_known_host = is_own(request, host) or (host and allows(chosen.allowed_domains, host))
    context = {
        "channel": channel,
        "widget": chosen,
        "assistant": assistant_name(chosen),
        "is_office_open": chosen.is_office_open(channel.tenant),
        "host": host if is_known_host else "",
        "ratings": Csat.Rating.choices,
        "words": messenger_words(),
        "emojis": EMOJIS,
        "help_centre": centre_of(channel.tenant),
    }
    response = render(request, "widget/frame.html", context)
    response["Content-Security-Policy"] = FRAME_POLICY + frame_ancestors(chosen.allowed_domains)
    return response


def _channel_or_404(key: str) -> Channel:
    try:
        return channel_of(key)
    except errors.Refusal as refusal:
        raise Http404(str(refusal)) from None
