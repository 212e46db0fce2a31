"""The pieces of markup that every page shares: icons, initials, times, and the page's own files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.drawing import draw

register = template.Library()

STYLE_SHEETS = """
global base layout shell buttons forms pills avatars rows list workspace transcript composer attachments
joining journey cards tables overlays notifications trace ai chat prose entrance sla guidance utilities print
"""
BEHAVIOURS = "focus theme times history live keys composer thread menus dialogs toasts forms copy tabs"
AVATAR_HUES = 8


# The two lists of files are the same on every page of a process, so they are written once.
@register.simple_tag
@lru_cache
def style_sheets() -> SafeString:
    paths = ((static(f"css/{name}.css"),) for name in STYLE_SHEETS.split())
    return format_html_join("\n    ", '<link rel="stylesheet" href="{}">', paths)


@register.simple_tag
@lru_cache
def behaviours() -> SafeString:
    paths = ((static(f"js/{name}.js"),) for name in BEHAVIOURS.split())
    return format_html_join("\n    ", '<script type="module" src="{}"></script>', paths)


@register.simple_tag
def drawn(template: str, shown: Hashable = None) -> SafeString:
    """A piece of the page that depends on `shown` alone, drawn once for all who see the same."""
    return draw(template, shown)


@register.simple_tag
def icon(name: str) -> SafeString:
    return _icon(name)


@lru_cache
def _icon(name: str) -> SafeString:
    # Rows hold hundreds of these: the file is read once, and never rendered as a template.
    return mark_safe(get_template(f"components/icons/{name}.svg").render().strip())  # noqa: S308


@register.filter
def as_json(value: Any) -> str:
    return json.dumps(value)


@register.filter
def initials(name: str, count: int = 2) -> str:
    words = str(name).split() or ["?"]
    return "".join(word[0] for word in [words[0], *words[1:][-1:]])[:count].upper()


@register.simple_tag
def avatar(name: str, *, kind: str = "person", size: str = "") -> SafeString:
    """Initials on a ground whose hue is the same for the same name everywhere; the AI has its own mark."""
    size_class = f" avatar--{size}" if size else ""
    if kind == "ai":
        return format_html(
            '<span class="avatar avatar--ai{}" aria-hidden="true">{}</span>', size_class, _icon("ai")
        )
    hue = zlib.crc32(str(name).encode()) % AVATAR_HUES
    markup = '<span class="avatar{}" data-hue="{}" aria-hidden="true">{}</span>'
    return format_html(markup, size_class, hue, initials(name))


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """How long ago, short; the exact time in the member's zone on hover. The page keeps it current."""
    return _time(moment, "data-relative", relative_words(moment)) if moment else ""


@register.simple_tag
def countdown(moment: datetime | None) -> SafeString | str:
    """How long until a deadline, or by how much it was missed."""
    if not moment:
        return ""
    seconds = (moment - timezone.now()).total_seconds()
    words = _duration_words(abs(seconds))
    if seconds < 0:
        return _time(moment, "data-countdown data-overdue", _("{time} over").format(time=words))
    return _time(moment, "data-countdown", words)


@register.simple_tag
def time_words() -> str:
    """The patterns that the page's script uses, so that it says exactly what the server said."""
    return "|".join([_("now"), _("{n} min"), _("{n} h"), _("{n} d"), _("in {time}"), _("{time} over")])


def _time(moment: datetime, marks: str, words: str) -> SafeString:
    exact = formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    stamp = moment.isoformat(timespec="seconds")
    markup = '<time {} datetime="{}" title="{}">{}</time>'
    return format_html(markup, mark_safe(marks), stamp, exact, words)  # noqa: S308


def relative_words(moment: datetime) -> str:
    """How long ago (or until), short; a week and more is a date."""
    seconds = (timezone.now() - moment).total_seconds()
    if abs(seconds) >= 7 * 86400:
        local, today = timezone.localtime(moment), timezone.localdate()
        return formats.date_format(local, "j M" if local.year == today.year else "j M Y")
    words = _duration_words(abs(seconds))
    return _("in {time}").format(time=words) if seconds < -60 else words


def _duration_words(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return _("now")
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    if minutes < 48 * 60:
        return _("{n} h").format(n=minutes // 60)
    return _("{n} d").format(n=minutes // (24 * 60))
