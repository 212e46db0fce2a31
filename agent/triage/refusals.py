"""Every refusal of the triage API: a code for programs, a sentence for people, and what to do."""

from __future__ import annotations

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.api_access import AccessRefused


class Refusal(Exception):
    """Ends a request with this status and `{"error": {code, message, what_to_do}}`."""

    def __init__(
        self, status: int, code: str, message: str, what_to_do: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.what_to_do = status, code, what_to_do
        self.headers = headers or {}

    def as_json(self) -> JsonResponse:
        error = {"code": self.code, "message": str(self), "what_to_do": self.what_to_do}
        return JsonResponse({"error": error}, status=self.status, headers=self.headers)


def no_access(refused: AccessRefused) -> Refusal:
    what_to_do = _("Send an API key of your organisation, or sign in as an agent.")
    headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else {}
    return Refusal(refused.status, refused.code, str(refused), what_to_do, headers)


def input_invalid(message: str) -> Refusal:
    return Refusal(400, "INPUT_INVALID", message, _("Correct the request and send it again."))


def too_large(most: int) -> Refusal:
    message = _("The request is larger than %(most)d bytes.") % {"most": most}
    return Refusal(413, "BODY_TOO_LARGE", message, _("Send less text at once."))


def rate_limited(seconds: int) -> Refusal:
    return Refusal(
        429,
        "RATE_LIMITED",
        _("Too many requests in a short time."),
        ngettext("Send it again in %(n)d second.", "Send it again in %(n)d seconds.", seconds)
        % {"n": seconds},
        {"Retry-After": str(seconds)},
    )


def thread_unknown() -> Refusal:
    message = _("There is no triage with this thread_id in your organisation.")
    return Refusal(404, "THREAD_UNKNOWN", message, _("Start a new one with POST /api/triage/stream."))


def not_waiting(message: str) -> Refusal:
    what_to_do = _("Read how it stands with GET /api/triage/threads/<thread_id>.")
    return Refusal(409, "THREAD_NOT_WAITING", message, what_to_do)


def shut_out(message: str) -> Refusal:
    return Refusal(409, "CLOSED_TO_AI", message, _("Have the ticket's owner let the AI in."))
