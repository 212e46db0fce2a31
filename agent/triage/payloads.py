"""What the API and the page are sent, cleaned."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from agent.triage import refusals
from conversations.text import readable

MOST_CHARACTERS = 5_000
# The longest text with every character escaped in JSON, and a little.
MOST_BYTES = 64 * 1024


class TextRefused(Exception):
    """Nothing to be read, or too much; the text says which."""


def clean_text(text: Any, name: str) -> str:
    """The text without what nobody can read. Raises TextRefused."""
    if not isinstance(text, str):
        raise TextRefused(_("%(name)s must be a text.") % {"name": name})
    # Counted as it is kept: browsers send two characters for each line's end.
    cleaned = readable(text)
    if not cleaned:
        raise TextRefused(_("There is nothing to read. Tell it in words."))
    if len(cleaned) > MOST_CHARACTERS:
        counts = {"most": MOST_CHARACTERS, "length": len(cleaned)}
        raise TextRefused(_("These are %(length)d characters; at most %(most)d fit.") % counts)
    return cleaned


def read_body(request: HttpRequest, *names: str) -> list[Any]:
    """The values of these names of a JSON object. Raises refusals.Refusal."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise refusals.too_large(MOST_BYTES)
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise refusals.input_invalid(_("The body is not JSON.")) from None
    if not isinstance(sent, dict):
        raise refusals.input_invalid(_("The body must be a JSON object."))
    missing = [name for name in names if name not in sent]
    if missing:
        raise refusals.input_invalid(_("%(names)s is missing.") % {"names": ", ".join(missing)})
    return [sent[name] for name in names]


def text_of(value: Any, name: str) -> str:
    """As `clean_text`, for the API. Raises refusals.Refusal."""
    try:
        return clean_text(value, name)
    except TextRefused as error:
        raise refusals.input_invalid(str(error)) from error


def thread_id_of(value: Any) -> UUID:
    """Raises refusals.Refusal; what is no id at all is an unknown one."""
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise refusals.thread_unknown() from None
