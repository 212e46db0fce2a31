"""JSON as a person reads it, with no secrets in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MASK = "••••••"
SECRET_NAMES = re.compile(
    r"secret|token|password|credential|api_?key|private_?key|authorization|cookie|signature", re.I
)


def masked(value: Any, name: str = "") -> Any:
    """The value without what a name marks as secret. Numbers stay: a count of tokens is none."""
    if isinstance(value, (bool, int, float)) or value in (None, "", [], {}):
        return value
    if SECRET_NAMES.search(name):
        return MASK
    if isinstance(value, dict):
        return {key: masked(inner, str(key)) for key, inner in value.items()}
    return [masked(inner) for inner in value] if isinstance(value, list) else value


def pretty_json(field: str, label: StrOrPromise) -> Callable[[Any, models.Model], SafeString]:
    """A read-only admin field that shows the JSON field of that name."""

    @admin.display(description=label)
    def show(_admin: Any, obj: models.Model) -> SafeString:
        text = json.dumps(masked(getattr(obj, field)), indent=2, ensure_ascii=False)
        return format_html('<pre class="json">{}</pre>', text)

    return show
