"""What a step of a run found, as a reader wants it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# Shown in ways of their own, or nowhere.
_SHOWN_APART = ("timings", "prompt", "sentences", "struck")


@register.filter
def findings(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and value of what was found; nothing stands for what was not."""
    shown = ((name, value) for name, value in found.items() if name not in _SHOWN_APART)
    return [(name.replace("_", " "), readable(value)) for name, value in shown if value not in (None, [], {})]


def readable(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {readable(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(readable, value))
    return str(value)
