"""The passages this process has read, and the cache that all processes share."""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock

from django.core.cache import cache
from redis.exceptions import RedisError

from ai.local.passages import Passage, from_bytes, make_passages

logger = logging.getLogger(__name__)

# About 14 kB each.
REMEMBERED_PASSAGES = 2000
CACHE_SECONDS = 30 * 24 * 3600
CACHE_PREFIX = "ai:passage:1:"

Key = tuple[str, str]
_passages: OrderedDict[str, Passage] = OrderedDict()
_lock = Lock()


def passage_key(title: str, heading: str, text: str) -> Key:
    return (f"{title}: {heading}" if heading else title, text)


def read_passages(keys: Sequence[Key]) -> list[Passage]:
    """In order. What this process knows costs nothing, what the cache knows a round trip, others ~50 ms."""
    digests = [hashlib.sha256("\0".join(key).encode()).hexdigest() for key in keys]
    by_digest = dict(zip(digests, keys, strict=True))
    with _lock:
        found = {digest: _passages[digest] for digest in by_digest if digest in _passages}
    missing = {digest: key for digest, key in by_digest.items() if digest not in found}
    if missing:
        found |= _load(missing)
    _remember(found)
    return [found[digest] for digest in digests]


def prepare_passages(keys: Iterable[Key]) -> None:
    """Read passages ahead (when an article is published), so that no customer waits for it."""
    read_passages(list(keys))


def _load(missing: dict[str, Key]) -> dict[str, Passage]:
    loaded: dict[str, Passage] = {}
    for name, data in _read_cache([CACHE_PREFIX + digest for digest in missing]).items():
        digest = name.removeprefix(CACHE_PREFIX)
        passage = from_bytes(missing[digest][1], data)
        if passage is not None:
            loaded[digest] = passage
    unknown = {digest: key for digest, key in missing.items() if digest not in loaded}
    if unknown:
        made = dict(zip(unknown, make_passages(list(unknown.values())), strict=True))
        _write_cache({CACHE_PREFIX + digest: passage.to_bytes() for digest, passage in made.items()})
        loaded |= made
    return loaded


def _read_cache(names: list[str]) -> dict[str, bytes]:
    try:
        return cache.get_many(names)
    except RedisError:
        logger.warning("ai: no cache, passages are read anew", exc_info=True)
        return {}


def _write_cache(values: dict[str, bytes]) -> None:
    try:
        cache.set_many(values, CACHE_SECONDS)
    except RedisError:
        logger.warning("ai: no cache, only this process keeps what it read", exc_info=True)


def _remember(passages: dict[str, Passage]) -> None:
    with _lock:
        for digest, passage in passages.items():
            _passages[digest] = passage
            _passages.move_to_end(digest)
        while len(_passages) > REMEMBERED_PASSAGES:
            _passages.popitem(last=False)
