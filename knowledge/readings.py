"""Passages read word by word ahead, so that no customer waits for it (`ai.local.library`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Tenant
from ai.local.library import VERSION, Text, read_ahead
from conversations.jobs import Claim, enqueue
from conversations.models import Job
from knowledge.models import Passage, PassageReading

JOB = "knowledge.read_ahead"
# A quarter of a second, and then a pause: where one worker does everything, an answer waits behind it.
BATCH = 5
PAUSE = timedelta(seconds=1)
FORGOTTEN_AT_ONCE = 1_000


def readings_of(passages: Iterable[int]) -> dict[int, bytes]:
    """What is kept of passages, by their keys; one that nobody has read yet is missing."""
    kept = PassageReading.objects.filter(passage__in=list(passages))
    return {key: bytes(data) for key, data in kept.values_list("passage", "data")}


def read_version(version_id: int) -> None:
    """Read a version that went live, outside any transaction."""
    _read_all(_unread().filter(version=version_id))


def read_tenant(tenant: Tenant) -> None:
    """Read all that is live here and now, for loading data."""
    _read_all(_unread().filter(tenant=tenant))


def keep_up() -> None:
    """By the clock: forget some of what is live no more, and ask the workers to read what is live and unread,
    as after an upgrade, unless they are at it."""
    gone = PassageReading.objects.filter(passage__is_live=False).values("passage")[:FORGOTTEN_AT_ONCE]
    PassageReading.objects.filter(passage__in=gone).delete()
    if not Job.objects.unfinished().filter(name=JOB).exists() and _unread().exists():
        _ask_for_batch(after=0)


def read_batch(claim: Claim, *, after: int) -> None:
    """Read the next passages after that key, and ask for those that follow."""
    batch = read_and_keep(_unread(after)[:BATCH])
    with claim.finish():
        _ask_for_what_follows(batch)


def pass_over(*, after: int) -> None:
    """A batch that fails again and again must not keep back all behind it."""
    _ask_for_what_follows(list(_unread(after)[:BATCH]))


def read_and_keep(passages: Iterable[Passage]) -> Sequence[Passage]:
    """Read these, some 50 ms each, and return them. Read by two workers at once they are kept once."""
    some = list(passages)
    data = read_ahead([Text(one.title, one.heading, one.text) for one in some])
    rows = [
        PassageReading(passage=one, version=VERSION, data=each) for one, each in zip(some, data, strict=True)
    ]
    PassageReading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["passage"], update_fields=["version", "data"]
    )
    return some


def _read_all(passages: QuerySet[Passage]) -> None:
    while read_and_keep(passages[:BATCH]):
        pass


def _unread(after: int = 0) -> QuerySet[Passage]:
    unread = Passage.objects.live().unread().filter(pk__gt=after)
    return unread.only("title", "heading", "text").order_by("pk")


def _ask_for_what_follows(batch: Sequence[Passage]) -> None:
    if len(batch) == BATCH:
        _ask_for_batch(after=batch[-1].pk)


def _ask_for_batch(*, after: int) -> None:
    enqueue(JOB, key=f"{JOB}:{timezone.now().timestamp():.6f}", delay=PAUSE, after=after)
