"""What the readers of all formats give: articles to be, and what can't become one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from knowledge.audience import Condition
from knowledge.models import Article
from knowledge.services.cleaning import clean_body, clean_title
from knowledge.services.errors import ContentRefused

FILE_MAX_BYTES = 5_000_000
# The page of a preview has a box for each.
ENTRIES_AT_MOST = 2_000


class Entry(BaseModel):
    """One article to be, checked. None means that the source says nothing about it.

    `external_id` is its name there, by which a later import finds it again; else `source_url` is.
    """

    model_config = ConfigDict(frozen=True)

    origin: str
    title: str
    body: str
    kind: str = Article.Kind.ARTICLE.value
    category: str | None = None
    audience: list[Condition] | None = None
    external_id: str = ""
    source_url: str = ""
    details: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """A part that is not taken: where it stands in the source, what it is called there, and why not."""

    origin: str
    title: str
    reason: str


Found = Entry | Refusal
# Takes the file's name and its bytes; raises ContentRefused when the whole file is of no use.
Reader = Callable[[str, bytes], Iterator[Found]]


def entry_of(origin: str, title: str, body: str, **fields: Any) -> Found:
    """The entry, or the refusal that says what is wrong with its title or text."""
    try:
        title, body = clean_title(title), clean_body(body)
    except ContentRefused as error:
        return Refusal(origin, " ".join(title.split())[:200], str(error))
    for name, most in (("external_id", 200), ("category", 80)):
        fields[name] = fields[name][:most] if fields.get(name) else fields.get(name) or _DEFAULTS[name]
    return Entry(origin=origin, title=title, body=body, **fields)


_DEFAULTS = {"external_id": "", "category": None}


def title_of(name: str) -> str:
    """`docs/close-your-account.md` → `Close your account`"""
    words = re.sub(r"[-_\s]+", " ", PurePosixPath(name).stem).strip()
    return words[:1].upper() + words[1:]
