from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def change_lines(changes: dict[str, Any]) -> list[str]:
    """`{"role": ["agent", "admin"]}` → `role: agent → admin`; an empty value is a dash."""
    return [
        f"{field}: {_words(field, value)}" for field, value in changes.items() if value not in ([], None, "")
    ]


def _words(field: str, value: Any) -> str:
    if isinstance(value, list):
        separator = " → " if len(value) == 2 and field not in ("added", "removed") else ", "
        return separator.join("—" if item in ("", None) else str(item) for item in value)
    return str(value)
