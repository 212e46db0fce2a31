"""What one item of an import would make, looked at before it is taken."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.audience import conditions_of, in_words, reaches_anybody
from knowledge.diff import Change, diff
from knowledge.imports.entries import Entry
from knowledge.marking import Excerpt, marked
from knowledge.models import Article, ImportItem, Version
from knowledge.services.holding import hold_what_instructs


@dataclass(frozen=True)
class Preview:
    """`changes` are against the newest text of the article that is there. `audience` is who may read it, in
    words, `audience_before` who may now where that differs. `held` are the places that would hold it."""

    entry: Entry
    changes: list[Change]
    audience: str
    audience_before: str
    reaches_nobody: bool
    held: list[Excerpt]


def preview_of(item: ImportItem) -> Preview:
    """Of an item whose entry is still there."""
    entry, article = Entry(**item.entry), item.article
    before = conditions_of(article) if article else []
    after = before if entry.audience is None else entry.audience
    version = _version_of(entry, article)
    return Preview(
        entry=entry,
        changes=diff(article.latest.whole, version.whole) if article and article.latest else [],
        audience=in_words(after),
        audience_before=in_words(before) if article and after != before else "",
        reaches_nobody=not reaches_anybody(item.batch.tenant, after),
        held=marked(version) if version.is_held else [],
    )


def _version_of(entry: Entry, article: Article | None) -> Version:
    """As it would be saved; it is not."""
    version = Version(title=entry.title, body=entry.body, article=article)
    hold_what_instructs(version)
    return version
