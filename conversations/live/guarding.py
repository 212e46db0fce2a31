"""Topics of what not every member may read: the app that owns it says whose events a member may not hear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from accounts.models import Member

# Told where somebody was shut out of what they could read: every open stream then asks anew.
READERS = "readers"

# Of these numbers, those whose events the member may not hear.
Closed = Callable[[Member, set[int]], Iterable[int]]

_GUARDS: dict[str, Closed] = {}


def guard(*words: str, closed: Closed) -> None:
    """Ask `closed` before a member hears `word-<number>`; called as an app starts."""
    _GUARDS.update(dict.fromkeys(words, closed))


def may_hear(member: Member, topics: Iterable[str]) -> set[str]:
    """Those of the topics that this member may hear, in one query for each guard that is concerned."""
    asked: defaultdict[Closed, set[int]] = defaultdict(set)
    for topic in topics:
        word, _dash, number = topic.partition("-")
        if word in _GUARDS:
            asked[_GUARDS[word]].add(int(number or 0))
    shut = {closed: set(closed(member, numbers)) for closed, numbers in asked.items()}
    return {topic for topic in topics if not _is_shut(topic, shut)}


def _is_shut(topic: str, shut: dict[Closed, set[int]]) -> bool:
    word, _dash, number = topic.partition("-")
    return word in _GUARDS and int(number or 0) in shut[_GUARDS[word]]
