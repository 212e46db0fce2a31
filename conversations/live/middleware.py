from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from conversations.live.hub import hub


class LiveSinceMiddleware:
    """Set `request.live_since`: the newest event that whatever this request draws is sure to show.

    Looked at before anything is read from the database, so an event too many may be told again, none too few.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.live_since = hub.newest  # type: ignore[attr-defined]
        return self.get_response(request)
