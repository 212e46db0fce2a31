"""Whether what was once said from a text still stands in it."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.markup import without_files
from knowledge.models import Passage, Version


def gone_from(version: Version | None, passages: Iterable[Passage]) -> set[int]:
    """Keys of the passages whose words, one after the other, are not in the version; all of them, where there
    is no version. How lines are broken and sections are gathered does not matter."""
    if version is None:
        return {passage.pk for passage in passages}
    body = _words(without_files(version.body))
    others = (passage for passage in passages if passage.version_id != version.pk)
    return {passage.pk for passage in others if _words(passage.text) not in body}


def _words(text: str) -> str:
    return f" {' '.join(text.split())} "
