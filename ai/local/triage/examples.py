"""The labelled tickets that ship with the hub, and vectors made once instead of in every process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ai.embeddings import minilm
from ai.embeddings.minilm import Array

FOLDER = Path(__file__).resolve().parents[2] / "training" / "triage"
TEXTS = FOLDER / "examples.jsonl"
VECTORS = FOLDER / "vectors.npz"


@dataclass(frozen=True)
class Example:
    """`category` is empty for a ticket that says too little to have one."""

    text: str
    category: str
    severity: str
    vague: bool


@cache
def examples() -> tuple[Example, ...]:
    lines = TEXTS.read_text(encoding="utf-8").splitlines()
    return tuple(Example(**json.loads(line)) for line in lines)


@cache
def clear_texts() -> tuple[str, ...]:
    """The texts of those that say what they are about."""
    return tuple(example.text for example in examples() if not example.vague)


def digest() -> str:
    """Another one for other examples."""
    return _digest([example.text for example in examples()])


def vectors_of(texts: Sequence[str]) -> Array:
    """One row a text; the examples' are read from the file that ships."""
    kept = _kept()
    return np.stack([kept[text] if text in kept else minilm.embed_one(text) for text in texts])


def write_vectors() -> int:
    """Make the file anew, for other examples than it was made of; returns how many."""
    texts = [example.text for example in examples()]
    vectors = minilm.load().embed(texts)
    np.savez_compressed(VECTORS, vectors=vectors.astype(np.float16), of=np.array(_digest(texts)))
    _kept.cache_clear()
    return len(texts)


@cache
def _kept() -> dict[str, Array]:
    texts = [example.text for example in examples()]
    with np.load(VECTORS, allow_pickle=False) as arrays:
        if str(arrays["of"]) != _digest(texts):
            raise ValueError(f"{VECTORS} is of other examples: run manage.py prepare_triage.")
        vectors = arrays["vectors"].astype(np.float32)
    return dict(zip(texts, vectors, strict=True))


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
