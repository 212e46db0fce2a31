from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tickets.services.timeline import MergedAway
from tickets.views.answers import refuse


class MergedAwayMiddleware:
    """Whatever page a ticket was changed from after it was merged away: say so, and lead to where it went."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, MergedAway):
            return refuse(request, str(exception), exception.target)
        return None
