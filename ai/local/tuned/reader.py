"""The embedding model after training on messages to support: what it says of a text."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ai.embeddings import minilm
from ai.embeddings.minilm import Array, MiniLM, batches
from ai.embeddings.weights import map_tensors, model_directory
from ai.local.tuned.heads import ALSO_PLAIN, LABELS, Head
from ai.local.tuned.inputs import tokens_of
from ai.local.tuned.weights import load_tuning

# One alone is asked by several heads in turn.
KEPT = 256
CHARACTERS_AT_MOST = 2_000


class TunedMiniLM(MiniLM):
    """Read-only, so threads may share one."""

    def __init__(self) -> None:
        tuning = load_tuning()
        super().__init__(tuning.changed(map_tensors(model_directory() / "model.safetensors")))
        self.heads, self.plain = tuning.heads, tuning.plain

    def features(self, pairs: Sequence[tuple[str, str]]) -> Array:
        """A row for each text with what stands around: the mean of the text's own tokens, and the first."""
        tokens = [tokens_of(self.tokenizer, *pair) for pair in pairs]
        rows = np.zeros((len(tokens), self.heads["wish"][0].shape[0]), dtype=np.float32)
        for batch in batches([len(one) for one in tokens]):
            hidden = self.forward([tokens[index] for index in batch])
            for row, index in enumerate(batch):
                own = len(tokens[index]) - sum(tokens[index].type_ids)
                rows[index] = np.concatenate([hidden[row, :own].mean(axis=0), hidden[row, 0]])
        return rows


_model: TunedMiniLM | None = None
_loading = threading.Lock()


def load() -> TunedMiniLM:
    """The process's one tuned model, loaded on first use."""
    global _model
    if _model is None:
        with _loading:
            if _model is None:
                _model = TunedMiniLM()
    return _model


@dataclass(frozen=True)
class Judged:
    """Texts that were read, for any head to judge."""

    texts: tuple[str, ...]
    features: Array

    @cached_property
    def vectors(self) -> Array:
        """Those of the model as it ships."""
        return minilm.load().embed(self.texts)

    def chances(self, head: Head) -> Array:
        """Shape (texts, labels of the head); each row adds up to 1."""
        if not len(self.features):
            return np.zeros((0, len(LABELS[head])), dtype=np.float32)
        model = load()
        weights, intercept = model.heads[head]
        scores = self.features @ weights + intercept
        if head in ALSO_PLAIN:
            weights, intercept = model.plain[head]
            scores = (scores + self.vectors @ weights + intercept) / 2
        if scores.shape[1] == 1:
            scores = np.hstack([np.zeros_like(scores), scores])
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: Array = scores / scores.sum(axis=1, keepdims=True)
        return shares


def judge(pairs: Sequence[tuple[str, str]]) -> Judged:
    """Texts, each with what stands around it, or with ""."""
    read = [(text[:CHARACTERS_AT_MOST], around) for text, around in pairs]
    return Judged(tuple(text for text, _around in read), load().features(read))


def chance(head: Head, text: str, around: str = "") -> float:
    """How likely a head of yes and no says yes."""
    return float(_judge_one(text[:CHARACTERS_AT_MOST], around).chances(head)[0, 1])


@lru_cache(maxsize=KEPT)
def _judge_one(text: str, around: str) -> Judged:
    return judge([(text, around)])
