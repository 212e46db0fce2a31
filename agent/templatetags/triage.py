"""How triage is shown."""

from __future__ import annotations

from zlib import crc32

from django import template

register = template.Library()

USUAL = {"bug": 1, "billing": 2, "login": 3, "performance": 4, "question/how-to": 5}
HUES = 8


@register.filter
def category_hue(name: str) -> int:
    """One of eight colours: the usual categories have theirs, any other always the same one."""
    key = name.casefold()
    return USUAL.get(key) or crc32(key.encode()) % HUES + 1


@register.filter
def percent(share: float) -> str:
    """Nearly all is not all: 100% only where it is."""
    return "99%" if 0.99 < share < 1 else f"{100 * share:.0f}%"
