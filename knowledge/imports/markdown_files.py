"""Markdown, with or without front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _

from knowledge.imports.decoding import decode
from knowledge.imports.entries import Found, entry_of, title_of
from knowledge.services.errors import ContentRefused

# Longer than that is a text between two rules.
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.{0,20000}?)^\1[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<hash>[^\n]+?)[ \t#]*|(?P<line>[^\n#>|-][^\n]*)\n=+[ \t]*)(?:\n|\Z)"
)


def read_markdown(name: str, data: bytes) -> Iterator[Found]:
    """One entry. Its title is the front matter's, else the first heading's, else the file's name."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    head, body = _front_matter(text)
    title = _said(head, "title")
    heading = _HEADING.match(body)
    if heading and (not title or heading["hash"] == title):
        title = heading["hash"] or heading["line"]
        # A heading alone is a text too: what it says is not lost by becoming the title.
        body = body[heading.end() :] if body[heading.end() :].strip() else body
    yield entry_of(
        name,
        title or title_of(name),
        body,
        category=_said(head, "category", "categories"),
        external_id=_said(head, "id") or name,
    )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What the head of the file says, by lower-case names, and what comes after it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    values = _read_toml(found[2]) if found[1] == "+++" else _read_yaml(found[2])
    if values is None:
        return {}, text[found.end() :]
    if not isinstance(values, dict):
        # Words between two rules.
        return {}, text
    return {str(name).lower(): value for name, value in values.items()}, text[found.end() :]


def _read_yaml(text: str) -> Any:
    """Whatever it holds, each value as it is written: an id 007 stays that."""
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (it makes nothing but text, lists and mappings)
    except (yaml.YAMLError, RecursionError) as error:
        raise ContentRefused(
            _("What stands between --- at its head is not YAML%(why)s. A value with a colon wants quotes.")
            % {"why": _why(error)}
        ) from error


def _why(error: Exception) -> str:
    """`, line 2: mapping values are not allowed here`, counted in the file; empty where that is not known."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return ""
    where = {"line": error.problem_mark.line + 2, "problem": error.problem}
    return _(", line %(line)d: %(problem)s") % where


def _read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ContentRefused(
            _("What stands between +++ is not TOML: %(error)s.") % {"error": error}
        ) from error


def _said(head: dict[str, Any], *names: str) -> str:
    """What the first of these says, of a list its first entry; empty where none says a word."""
    for name in names:
        value = head.get(name)
        one = value[0] if isinstance(value, list) and value else value
        if isinstance(one, (str, int, float, date)) and str(one).strip():
            return str(one).strip()
    return ""
