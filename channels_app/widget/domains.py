"""The sites a widget may be on, written as in a CSP: `example.com`, `*.example.com`, `localhost:3000`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

_DOMAIN = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean_domain(text: str) -> str:
    """The domain as it is kept, from what a person may paste. Raises ValueError."""
    text = text.strip().lower()
    if "://" in text:
        text = urlsplit(text).netloc
    try:
        text = text.encode("idna").decode() if not text.isascii() else text
    except UnicodeError:
        raise ValueError(f"{text} is not a domain") from None
    if not _DOMAIN.fullmatch(text) or ".." in text:
        raise ValueError(f"“{text}” is not a domain: write example.com or *.example.com")
    return text


def allows(domains: Sequence[str], origin: str) -> bool:
    """Whether a page of this origin (`https://www.example.com`) may show the widget. No domains: any may."""
    return not domains or any(_matches(domain, origin) for domain in domains)


def _matches(domain: str, origin: str) -> bool:
    parts = urlsplit(origin)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return False
    host, _, port = domain.partition(":")
    try:
        origin_port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except ValueError:
        return False
    if origin_port != (int(port) if port else _DEFAULT_PORTS[parts.scheme]):
        return False
    return parts.hostname.endswith(host[1:]) if host.startswith("*.") else parts.hostname == host


def is_own(request: HttpRequest, origin: str) -> bool:
    """Whether the origin is the hub's: the messenger's own requests come from there."""
    parts = urlsplit(settings.HUB_URL)
    return origin in (f"{request.scheme}://{request.get_host()}", f"{parts.scheme}://{parts.netloc}")


def frame_ancestors(domains: Sequence[str]) -> str:
    """The CSP directive that lets only these sites embed the messenger."""
    if not domains:
        return "frame-ancestors *"
    # A bare host in a CSP means the hub's own scheme; a site in development may have the other.
    hosts = [f"{scheme}://{domain}" for domain in domains for scheme in ("https", "http")]
    return " ".join(["frame-ancestors 'self'", *hosts])
