"""A table of articles, as spreadsheets save them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from knowledge.audience import Condition
from knowledge.imports.decoding import decode
from knowledge.imports.entries import FILE_MAX_BYTES, Found, Refusal, entry_of
from knowledge.services.errors import ContentRefused

# What a column may be called, in any order and case.
COLUMNS = {
    "title": {"title", "name", "question", "subject", "headline"},
    "body": {"body", "text", "content", "answer", "markdown", "article"},
    "category": {"category", "section", "topic", "folder"},
    "audience": {"audience", "visible to", "who may read it"},
    "id": {"id", "external id", "key"},
    "url": {"url", "source url", "link"},
}
DELIMITERS = ",;\t|"
_TRAITS = {
    "country": "countries", "countries": "countries", "plan": "plans", "plans": "plans",
    "segment": "segments", "segments": "segments",
}  # fmt: skip
_EVERYBODY = {"", "everybody", "everyone", "all", "public"}

# A cell may hold a whole article; the module's own limit is 128 kB.
csv.field_size_limit(FILE_MAX_BYTES)


def read_csv(name: str, data: bytes) -> Iterator[Found]:
    """An entry a row, known again by its id, else its address, else its title."""
    text = decode(data)
    # Excel says so which delimiter follows.
    said = re.match(r"sep=(.)\r?\n", text)
    delimiter, columns = _head_of(text[said.end() :] if said else text, said[1] if said else DELIMITERS)
    rows = csv.reader(
        io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=delimiter, strict=True
    )
    next(rows)
    try:
        for number, cells in enumerate(rows, start=2):
            if any(cell.strip() for cell in cells):
                yield _entry(f"{name}, {_('row %(number)d') % {'number': number}}", cells, columns)
    except csv.Error as error:
        raise ContentRefused(
            _("Line %(line)d can't be read as CSV: %(error)s.") % {"line": rows.line_num, "error": error}
        ) from error


def _head_of(text: str, delimiters: str) -> tuple[str, dict[str, int]]:
    """The delimiter under which the first row names the most columns that we know; and where each stands."""
    found = [(delimiter, _columns(_first_row(text, delimiter))) for delimiter in delimiters]
    delimiter, columns = max(found, key=lambda pair: len(pair[1]))
    missing = [name for name in ("title", "body") if name not in columns]
    if missing:
        names = ", ".join(_first_row(text, delimiter))[:200]
        raise ContentRefused(
            _("The first row names no column “%(missing)s”. It has: %(names)s.")
            % {"missing": _("” and no column “").join(missing), "names": names}
        )
    return delimiter, columns


def _first_row(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def _columns(names: Sequence[str]) -> dict[str, int]:
    folded = [" ".join(re.split(r"[\s_-]+", name.strip().casefold())) for name in names]
    found = {
        column: next((place for place, name in enumerate(folded) if name in known), -1)
        for column, known in COLUMNS.items()
    }
    return {column: place for column, place in found.items() if place >= 0}


def _entry(origin: str, cells: Sequence[str], columns: dict[str, int]) -> Found:
    values = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
    title = values["title"]
    try:
        audience = read_audience(values["audience"]) if "audience" in values else None
    except ValueError as error:
        return Refusal(origin, title[:200], str(error))
    url = values.get("url", "")
    known_by = values.get("id") or ("" if url else f"title:{slugify(title, allow_unicode=True)[:190]}")
    return entry_of(
        origin,
        title,
        values["body"],
        category=values.get("category"),
        audience=audience,
        external_id=known_by,
        source_url=url,
    )


def read_audience(text: str) -> list[Condition]:
    """`plan: pro, business; country: DE | segment: partner` → two conditions; none for everybody.

    Raises ValueError, with a text for the person: what is not understood must not become everybody.
    """
    if text.strip().casefold() in _EVERYBODY:
        return []
    return [_condition(part) for part in text.split("|")]


def _condition(text: str) -> Condition:
    lists: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, colon, values = part.partition(":")
        trait = _TRAITS.get(name.strip().casefold())
        if not (trait and colon and values.strip()):
            raise ValueError(
                _(
                    "The audience “%(text)s” is not understood. "
                    "Write it like “plan: pro, business; country: DE”."
                )
                % {"text": text.strip()[:100]}
            )
        lists.setdefault(trait, []).extend(values.split(","))
    condition = Condition.of(**lists)
    condition.check()
    return condition
