"""Which reader reads what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from conversations.outside import Answer, Limits, OutsideRefused, ask
from knowledge.imports.csv_tables import read_csv
from knowledge.imports.entries import ENTRIES_AT_MOST, FILE_MAX_BYTES, Found, Reader, Refusal
from knowledge.imports.html_pages import read_html, read_page
from knowledge.imports.known_issues import read_known_issues
from knowledge.imports.markdown_files import read_markdown
from knowledge.imports.zip_archives import members_of, too_large
from knowledge.services.errors import ContentRefused

UPLOAD_MAX_BYTES = 20_000_000

READERS: dict[str, Reader] = {
    "md": read_markdown,
    "markdown": read_markdown,
    "txt": read_markdown,
    "html": read_html,
    "htm": read_html,
    "xhtml": read_html,
    "csv": read_csv,
    "tsv": read_csv,
    "json": read_known_issues,
}
SUFFIXES = (*READERS, "zip")
CONTENT_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "md",
    "text/plain": "md",
    "text/csv": "csv",
    "application/json": "json",
}
URL_LIMITS = Limits(redirects=5, size=FILE_MAX_BYTES, seconds=20)


def read_upload(name: str, data: bytes) -> list[Found]:
    """What a file holds, or each file of a zip. Raises ContentRefused when nothing of it can be used."""
    if suffix_of(name) != "zip":
        return _at_most(_read_file(name, data))
    return _at_most(found for member, content in members_of(data) for found in _read_member(member, content))


def read_url(url: str) -> list[Found]:
    """What an address leads to. Raises ContentRefused."""
    try:
        answer = ask(url, accepts=list(CONTENT_TYPES), limits=URL_LIMITS)
    except OutsideRefused as error:
        raise ContentRefused(str(error)) from error
    if answer.status != 200:
        raise ContentRefused(_("The server answers with the status %(status)d.") % {"status": answer.status})
    return _at_most(_read_answer(answer))


def suffix_of(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lstrip(".").lower()


def _read_answer(answer: Answer) -> Iterator[Found]:
    kind = CONTENT_TYPES[answer.content_type]
    if kind == "html":
        yield from read_page(answer.url.partition("#")[0], answer.body, answer.charset)
    else:
        yield from READERS[kind](answer.url.partition("#")[0], answer.body)


def _read_member(name: str, content: bytes | ContentRefused) -> Iterator[Found]:
    """One file of an archive: what is wrong with it is said of it, and the others are read."""
    try:
        if isinstance(content, ContentRefused):
            raise content
        if suffix_of(name) == "zip":
            raise ContentRefused(_("It is an archive in an archive. Import it by itself."))
        yield from _read_file(name, content)
    except ContentRefused as error:
        yield Refusal(name, "", str(error))


def _read_file(name: str, data: bytes) -> Iterator[Found]:
    reader = READERS.get(suffix_of(name))
    if reader is None:
        raise ContentRefused(
            _("Files of this type can't be read. These can: %(types)s.") % {"types": ", ".join(SUFFIXES)}
        )
    if len(data) > FILE_MAX_BYTES:
        raise too_large(FILE_MAX_BYTES)
    return reader(name, data)


def _at_most(found: Iterator[Found]) -> list[Found]:
    kept: list[Found] = []
    for each in found:
        if len(kept) == ENTRIES_AT_MOST:
            raise ContentRefused(
                _("There are more than %(most)d articles in it. Import it in parts.")
                % {"most": ENTRIES_AT_MOST}
            )
        kept.append(each)
    return kept
