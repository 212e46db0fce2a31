"""Markdown, with or without front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from knowledge.imports.decoding import decode
from knowledge.imports.entries import Found, entry_of, title_of
from knowledge.services.errors import ContentRefused

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)")
_HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<hash>[^\n]+?)[ \t#]*|(?P<line>[^\n#>|-][^\n]*)\n=+[ \t]*)(?:\n|\Z)"
)


def read_markdown(name: str, data: bytes) -> Iterator[Found]:
    """One entry. Its title is the front matter's, else the first heading's, else the file's name."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    head, body = _front_matter(text)
    title = head.get("title", "")
    heading = _HEADING.match(body)
    if heading and (not title or heading["hash"] == title):
        title = heading["hash"] or heading["line"]
        # A heading alone is a text too: what it says is not lost by becoming the title.
        body = body[heading.end() :] if body[heading.end() :].strip() else body
    yield entry_of(
        name,
        title or title_of(name),
        body,
        category=head.get("category"),
        external_id=head.get("id") or name,
    )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The simple values at the head of the file, and what comes after it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    if found[1] == "---":
        pairs = (match.groups() for line in found[2].split("\n") if (match := _PAIR.fullmatch(line.rstrip())))
        return {key.lower(): value.strip().strip("\"'") for key, value in pairs}, text[found.end() :]
    try:
        values: dict[str, Any] = tomllib.loads(found[2])
    except tomllib.TOMLDecodeError as error:
        raise ContentRefused(
            _("What stands between +++ is not TOML: %(error)s.") % {"error": error}
        ) from error
    return {key.lower(): str(value) for key, value in values.items()}, text[found.end() :]
