from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from conversations.live.hub import hub
from conversations.live.publishing import told

SHOWN = "X-Live-Shown"


class LiveSinceMiddleware:
    """Set `request.live_since`: the newest event that whatever this request draws is sure to show.

    Looked at before anything is read from the database, so an event too many may be told again, none too few.
    `request.live_told` are the numbers of the events that the request itself tells.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.live_since = hub.newest  # type: ignore[attr-defined]
        request.live_told = []  # type: ignore[attr-defined]
        before = told.set(request.live_told)  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            told.reset(before)


def showing_what_it_told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, which says that it shows all of what its own request told in the region that it is for:
    the page need not fetch that region for these events (static/js/tickets/own-changes.js)."""
    response[SHOWN] = ",".join(map(str, request.live_told))  # type: ignore[attr-defined]
    return response
