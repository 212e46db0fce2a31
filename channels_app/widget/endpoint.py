"""What every endpoint of the widget's API checks, in this order: size, rate, session, origin, rate again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import structlog
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_app.widget import errors
from channels_app.widget.domains import allows, is_own
from channels_app.widget.models import WidgetSession
from channels_app.widget.sessions import bearer_token, session_of
from channels_app.widget.settings import WidgetSettings
from channels_app.widget.throttle import limit_address, limit_session
from conversations.models import Channel
from conversations.services import MessageRefused

logger = structlog.get_logger(__name__)

MOST_BYTES = 16 * 1024


class BoundedJSONParser(JSONParser):
    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise exceptions.ParseError(_("The body is nested too deeply.")) from None


def check_origin(request: HttpRequest, channel: Channel) -> None:
    """Raises errors.Refusal for a browser on a site the widget may not be on. Programs send no origin."""
    origin = request.headers.get("Origin", "")
    if (
        origin
        and not is_own(request, origin)
        and not allows(WidgetSettings.of(channel).allowed_domains, origin)
    ):
        raise errors.origin_refused()


def length_of_body(request: HttpRequest, most: int) -> int:
    """In bytes. Raises errors.Refusal for a body that does not say how long it is."""
    length = request.META.get("CONTENT_LENGTH")
    # WSGI reads as far as the length says, so a body in chunks would be read as none at all.
    if not length and "Transfer-Encoding" in request.headers:
        raise errors.length_required(most)
    return int(length or 0)


def require_session(request: HttpRequest, scope: str) -> WidgetSession:
    """The caller's session. Raises errors.Refusal."""
    token = bearer_token(request)
    if token is None:
        raise errors.session_invalid()
    session = session_of(token)
    check_origin(request, session.channel)
    limit_session(scope, session.pk)
    return session


class WidgetEndpoint(APIView):
    """Refuses in our own words. Answers may be read from other origins: no cookie of ours is involved."""

    scopes: ClassVar[dict[str, str]] = {}
    needs_session = True
    parser_classes = [BoundedJSONParser]
    session: WidgetSession

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method == "OPTIONS":
            return
        self.check_size(request._request)
        scope = self.scopes.get(request.method or "", "reads")
        limit_address(scope, request._request)
        super().initial(request, *args, **kwargs)
        if self.needs_session:
            self.session = require_session(request._request, scope)

    def check_size(self, request: HttpRequest) -> None:
        """Raises errors.Refusal for more than this endpoint reads."""
        if length_of_body(request, MOST_BYTES) > MOST_BYTES:
            raise errors.body_too_large(MOST_BYTES)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204, headers=preflight_headers(self.allowed_methods))

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, MessageRefused):
            exc = errors.message_refused(str(exc))
        elif isinstance(exc, SuspiciousOperation):
            # Django's own limits of a form: too many fields, or too many files.
            exc = errors.input_invalid(str(exc))
        elif isinstance(exc, exceptions.APIException):
            exc = errors.from_framework(exc)
        if not isinstance(exc, errors.Refusal):
            logger.error("widget_request_failed", exc_info=exc)
            exc = errors.unexpected()
        return Response(exc.body, status=exc.status, headers=exc.headers)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        allow_reading(request._request, response)
        return response


def preflight_headers(methods: Iterable[str]) -> dict[str, str]:
    """What a browser is told that asks whether a page of another origin may send a request."""
    return {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }


def allow_reading(request: HttpRequest, response: HttpResponseBase) -> None:
    """CORS: let the asking page read the answer. What it says was refused or allowed before."""
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Origin, Authorization"
    if "Origin" in request.headers:
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response["Access-Control-Expose-Headers"] = "Retry-After"
