"""Vectors of the units of passages, made once per text: in this process's memory, and in the shared cache.

Always by the local model, whatever provider makes the vectors that are searched: the evidence is
calibrated on them, and the local engine must work when the provider does not.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray
from redis.exceptions import RedisError

from ai.embeddings import minilm
from ai.local.units import Unit, plain, split_units

logger = logging.getLogger(__name__)

# About 16 MB: ten units a passage, 768 bytes each.
REMEMBERED_PASSAGES = 2000
CACHE_SECONDS = 30 * 24 * 3600
CACHE_PREFIX = "ai:units:1:"


@dataclass(frozen=True)
class Passage:
    """A passage's units, and the vector of each probe with the number of the unit it belongs to."""

    units: tuple[Unit, ...]
    owners: NDArray[np.int64]
    vectors: NDArray[np.float16]
    heading_vector: NDArray[np.float16]


Key = tuple[str, str]
_passages: OrderedDict[str, Passage] = OrderedDict()
_lock = Lock()


def read_passages(passages: Sequence[Key]) -> list[Passage]:
    """(heading, text) → Passage, in order. What was seen before costs microseconds, the rest one batch."""
    digests = [hashlib.sha256("\0".join(key).encode()).hexdigest() for key in passages]
    found = {digest: _passages[digest] for digest in digests if digest in _passages}
    missing = {digest: key for digest, key in zip(digests, passages, strict=True) if digest not in found}
    if missing:
        found |= _load(missing)
        _remember(found)
    return [found[digest] for digest in digests]


def prepare_passages(passages: Iterable[Key]) -> None:
    """Make the vectors ahead (when an article is published), so that no customer waits for them."""
    read_passages(list(passages))


def _load(missing: dict[str, Key]) -> dict[str, Passage]:
    stored = _read_cache([CACHE_PREFIX + digest for digest in missing])
    texts = {digest: _texts(key) for digest, key in missing.items()}
    matrices = {}
    for digest in missing:
        data = stored.get(CACHE_PREFIX + digest)
        if data is not None and len(data) == len(texts[digest]) * minilm.DIMENSIONS * 2:
            matrices[digest] = np.frombuffer(data, dtype=np.float16).reshape(-1, minilm.DIMENSIONS)
    unknown = [digest for digest in missing if digest not in matrices]
    if unknown:
        matrices |= _embed({digest: texts[digest] for digest in unknown})
        fresh = {CACHE_PREFIX + digest: matrices[digest].astype(np.float16).tobytes() for digest in unknown}
        _write_cache(fresh)
    return {digest: _passage(key, matrices[digest]) for digest, key in missing.items()}


def _read_cache(keys: list[str]) -> dict[str, bytes]:
    try:
        return cache.get_many(keys)
    except RedisError:
        logger.warning("ai: no cache, unit vectors are made anew", exc_info=True)
        return {}


def _write_cache(values: dict[str, bytes]) -> None:
    try:
        cache.set_many(values, CACHE_SECONDS)
    except RedisError:
        logger.warning("ai: no cache, unit vectors are kept in this process only", exc_info=True)


def _embed(texts: dict[str, list[str]]) -> dict[str, NDArray[np.float16]]:
    vectors = minilm.load().embed([text for group in texts.values() for text in group]).astype(np.float16)
    parts = np.split(vectors, np.cumsum([len(group) for group in texts.values()])[:-1])
    return dict(zip(texts, parts, strict=True))


def _texts(key: Key) -> list[str]:
    heading, text = key
    return [plain(heading), *(probe for unit in split_units(text) for probe in unit.probes)]


def _passage(key: Key, matrix: NDArray[np.float16]) -> Passage:
    units = split_units(key[1])
    owners = np.array([number for number, unit in enumerate(units) for _ in unit.probes], dtype=np.int64)
    return Passage(units=units, owners=owners, vectors=matrix[1:], heading_vector=matrix[0])


def _remember(passages: dict[str, Passage]) -> None:
    with _lock:
        for digest, passage in passages.items():
            _passages[digest] = passage
            _passages.move_to_end(digest)
        while len(_passages) > REMEMBERED_PASSAGES:
            _passages.popitem(last=False)
