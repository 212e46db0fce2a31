from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicyMiddleware:
    """Scripts come from the hub only. A view that needs another policy sets its own header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            [
                "default-src 'self'",
                "img-src 'self' data: blob:",
                "object-src 'none'",
                "base-uri 'none'",
                f"form-action 'self' {_sign_in_origin()}".strip(),
                "frame-ancestors 'none'",
            ]
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", self.policy)
        return response


def _sign_in_origin() -> str:
    """Where the single sign-on form is redirected to: browsers hold redirects to form-action too."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    apps = providers.get("openid_connect", {}).get("APPS", [])
    parts = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return " ".join(f"{part.scheme}://{part.netloc}" for part in parts)
