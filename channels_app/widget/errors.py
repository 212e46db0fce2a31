"""Every refusal of the widget's API: a code for programs, a sentence for people, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import exceptions


class Refusal(Exception):
    """Ends a request with this status and `{"error": {code, message, what_to_do}}`."""

    def __init__(
        self, status: int, code: str, message: str, what_to_do: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"error": {"code": code, "message": message, "what_to_do": what_to_do}}

    def as_json(self) -> JsonResponse:
        return JsonResponse(self.body, status=self.status, headers=self.headers)


def session_invalid() -> Refusal:
    return Refusal(
        401,
        "SESSION_INVALID",
        _("This session is unknown, closed or not yours."),
        _("Forget the token and open a new session with POST /api/widget/sessions."),
        {"WWW-Authenticate": "Bearer"},
    )


def key_unknown() -> Refusal:
    return Refusal(
        404,
        "KEY_UNKNOWN",
        _("No widget that is switched on has this key."),
        _("Copy the embed code from the widget's settings again."),
    )


def identity_invalid() -> Refusal:
    return Refusal(
        403,
        "IDENTITY_INVALID",
        _("The signature does not prove this user id."),
        _("Sign the user id on your server: HMAC-SHA256 with the widget's identity secret, in hex."),
    )


def origin_refused() -> Refusal:
    return Refusal(
        403,
        "ORIGIN_REFUSED",
        _("This site is not one of the widget's allowed domains."),
        _("Add the site's domain in the widget's settings."),
    )


def rate_limited(seconds: int) -> Refusal:
    return Refusal(
        429,
        "RATE_LIMITED",
        _("Too many requests in a short time."),
        ngettext("Send it again in %(n)d second.", "Send it again in %(n)d seconds.", seconds)
        % {"n": seconds},
        {"Retry-After": str(seconds)},
    )


def body_too_large(most: int) -> Refusal:
    return Refusal(
        413,
        "BODY_TOO_LARGE",
        _("The request is larger than %(most)d bytes.") % {"most": most},
        _("Send less text at once."),
    )


def length_required(most: int) -> Refusal:
    return Refusal(
        411,
        "LENGTH_REQUIRED",
        _("The request is sent in chunks and does not say how long it is."),
        _("Send it whole, with a Content-Length of %(most)d bytes at most.") % {"most": most},
    )


def unexpected() -> Refusal:
    return Refusal(
        500,
        "UNKNOWN_ERROR",
        _("Something went wrong on our side."),
        _("Send it again in a moment; a message with the same client_id still arrives once."),
    )


def input_invalid(message: str) -> Refusal:
    return Refusal(400, "INPUT_INVALID", message, _("Correct the request and send it again."))


def nothing_to_rate() -> Refusal:
    return Refusal(
        409,
        "NOTHING_TO_RATE",
        _("No resolved conversation waits for a rating here, or the rating is too old to change."),
        _("Rate a conversation while its ticket shows `csat`; a rating can be changed for a day."),
    )


def suggestion_unknown() -> Refusal:
    return Refusal(
        404,
        "SUGGESTION_UNKNOWN",
        _("This conversation has no suggestion of this number."),
        _("List the suggestions again with GET /api/widget/suggestions."),
    )


def low_confidence(message: str) -> Refusal:
    return Refusal(
        409,
        "LOW_CONFIDENCE",
        message,
        _("Describe it in the chat in more words, or ask for a person."),
    )


def ticket_creation_failed(message: str) -> Refusal:
    return Refusal(
        409,
        "TICKET_CREATION_FAILED",
        message,
        _("List the suggestions again; nothing was changed by this request."),
    )


def analysis_failed() -> Refusal:
    return Refusal(
        503,
        "ANALYSIS_FAILED",
        _("The conversation could not be analysed."),
        _("Nothing is lost: it is analysed again with the next message."),
    )


def context_invalid() -> Refusal:
    return Refusal(
        409,
        "CONTEXT_INVALID",
        _("What was kept of this conversation can not be read."),
        _("Write another message: the context is made anew from the conversation."),
    )


def nothing_asked() -> Refusal:
    return Refusal(
        409,
        "NOTHING_ASKED",
        _("Nothing is asked about this message any more, or it was answered otherwise."),
        _("Answer while the ticket shows `asks` with this message."),
    )


def message_refused(message: str) -> Refusal:
    return Refusal(400, "MESSAGE_REFUSED", message, _("Change the message and send it again."))


def message_unknown() -> Refusal:
    return Refusal(
        404,
        "MESSAGE_UNKNOWN",
        _("This conversation has no message of this number."),
        _("List the messages again with GET /api/widget/messages."),
    )


def file_refused(message: str, *, status: int = 400) -> Refusal:
    return Refusal(status, "FILE_REFUSED", message, _("Choose another file, or a smaller one."))


def file_too_large(most: int) -> Refusal:
    """`most` in bytes."""
    said = _("The request is larger than it may be: a file has %(most)d MB at most.")
    return file_refused(said % {"most": most // 2**20}, status=413)


def file_unknown() -> Refusal:
    return Refusal(
        404,
        "FILE_UNKNOWN",
        _("There is no file of this number here."),
        _("Send the file again with POST /api/widget/files."),
    )


def from_framework(error: exceptions.APIException) -> Refusal:
    """What REST framework refuses before a view runs: bad JSON, a wrong method or content type."""
    if isinstance(error, exceptions.MethodNotAllowed):
        return Refusal(405, "METHOD_NOT_ALLOWED", str(error.detail), _("See the API's documentation."))
    if isinstance(error, exceptions.UnsupportedMediaType):
        advice = _("Send JSON as application/json, and a file as multipart/form-data.")
        return Refusal(415, "CONTENT_TYPE_INVALID", str(error.detail), advice)
    return Refusal(
        error.status_code, "INPUT_INVALID", str(error.detail), _("Correct the request and send it again.")
    )
