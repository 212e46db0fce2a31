from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.access import current_member, memberships_of


class MemberMiddleware:
    """Set `request.memberships` and `request.member`, and show every time in that member's zone.

    Nobody is a member on a page that is for anybody (PAGES_FOR_ANYBODY).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        memberships = [] if request.path.startswith(settings.PAGES_FOR_ANYBODY) else memberships_of(request)
        member = current_member(request, memberships)
        request.memberships = memberships  # type: ignore[attr-defined]
        request.member = member  # type: ignore[attr-defined]
        if member is None:
            return self.get_response(request)
        with timezone.override(member.zone):
            return self.get_response(request)
