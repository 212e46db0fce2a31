"""What every page of a help centre shares: its reader, its frame, its caching, and what is not there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from knowledge.help.centre import Centre, open_centre
from knowledge.help.reader import PARAMETER, Reader, reader_of

CACHE_SECONDS = 60


class HelpRequest(HttpRequest):
    """A request to a help centre that is on."""

    centre: Centre
    reader: Reader


View = Callable[..., HttpResponse]


def help_page(view: View) -> View:
    """A view of `(request, …)` with `request.centre` and `request.reader`; 404 is a page with a search."""

    @wraps(view)
    def page(request: HelpRequest, tenant_slug: str, **kwargs: Any) -> HttpResponse:
        request.centre = open_centre(tenant_slug)
        request.reader = reader_of(request.centre.tenant, request.GET.get(PARAMETER, ""))
        try:
            return cached(request, view(request, **kwargs))
        except Http404:
            return cached(request, draw(request, "help/not_found.html", {}, status=404))

    return page


def draw(request: HelpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    frame = {
        "centre": request.centre,
        "tenant": request.centre.tenant,
        "reader": request.reader,
        "suffix": request.reader.suffix,
        "canonical": settings.HUB_URL + request.path,
    }
    return render(request, template, {**frame, **context}, status=status)


def cached(request: HelpRequest, response: HttpResponse) -> HttpResponse:
    """Shared caches keep what anybody may read, for a minute; what one customer may read is kept nowhere."""
    if not request.reader.is_anybody:
        patch_cache_control(response, private=True, no_store=True)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response
    if request.method not in ("GET", "HEAD"):
        return response
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response["ETag"] = etag
    if response.status_code != 200:
        return response
    # By the ETag alone: what is around an article changes without it.
    return get_conditional_response(request, etag=etag, response=response) or response


def stamp(response: HttpResponse, moment: Any) -> HttpResponse:
    """Say when the page's own text was last changed."""
    if moment is not None:
        response["Last-Modified"] = http_date(moment.timestamp())
    return response
