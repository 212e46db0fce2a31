"""Passages read word by word ahead, so that no customer waits for it (`ai.local.library`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ai.local.library import Text, read_ahead
from knowledge.models import Passage, PassageReading

BATCH = 50


def readings_of(passages: Iterable[int]) -> dict[int, bytes]:
    """What is kept of these passages, by their keys; one that nobody has read yet is missing."""
    kept = PassageReading.objects.filter(passage__in=list(passages))
    return {passage: bytes(data) for passage, data in kept.values_list("passage", "data")}


def read_version(version_id: int) -> None:
    """Read a version that went live. It may take a second, and runs outside any transaction."""
    read(list(Passage.objects.live().unread().filter(version=version_id)))


def read_some() -> int:
    """Read live passages that nobody has read, as after an upgrade, and forget some that are live no more;
    returns how many were read."""
    gone = PassageReading.objects.filter(passage__is_live=False).values("passage")[:BATCH]
    PassageReading.objects.filter(passage__in=gone).delete()
    unread = list(Passage.objects.live().unread()[:BATCH])
    read(unread)
    return len(unread)


def read(passages: Sequence[Passage]) -> None:
    """Read these and keep it; some 50 ms each."""
    data = read_ahead([Text(one.title, one.heading, one.text) for one in passages])
    rows = [PassageReading(passage=one, data=each) for one, each in zip(passages, data, strict=True)]
    # Another worker may have read them meanwhile.
    PassageReading.objects.bulk_create(rows, ignore_conflicts=True)
