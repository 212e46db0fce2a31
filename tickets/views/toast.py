from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django_htmx.http import trigger_client_event


def with_toast(response: HttpResponse, text: str, *, level: str = "good", undo: str = "") -> HttpResponse:
    """The response, and a short note at the foot of the page; `undo` is the address that takes it back."""
    detail: dict[str, Any] = {"text": text, "level": level}
    if undo:
        detail["undo"] = undo
    return trigger_client_event(response, "toast", detail)
