"""all-MiniLM-L6-v2 in numpy: a 6-layer BERT encoder, mean pooling, unit length; 384 dimensions.

Devlin et al. 2018 (BERT), Wang et al. 2020 (MiniLM), Reimers and Gurevych 2019 (sentence embeddings).
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from ai.embeddings.weights import Tensors, map_tensors, model_directory

DIMENSIONS = 384
MAX_TOKENS = 256
LAYERS = 6
HEADS = 12
HEAD_SIZE = DIMENSIONS // HEADS
LAYER_NORM_EPSILON = 1e-12
# Tokens in one forward pass, padding included: larger batches fall out of the processor's cache.
BATCH_TOKENS = 1024
GELU_ROWS = 32

Array = NDArray[np.float32]


class Tokenised(Protocol):
    """A text's tokens; `type_ids` tell the second of two texts that are read together from the first."""

    @property
    def ids(self) -> Sequence[int]: ...

    @property
    def type_ids(self) -> Sequence[int]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Encoded:
    """A text's unit vector; its tokens' states, places in the text and word numbers (None for marks)."""

    vector: Array
    states: Array
    offsets: list[tuple[int, int]]
    words: list[int | None]


class MiniLM:
    """The loaded model. It only reads its weights, so threads may share one."""

    def __init__(self, weights: Tensors | None = None) -> None:
        """`weights` in place of those that the model came with."""
        directory = model_directory()
        self.weights: Tensors = weights or map_tensors(directory / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(max_length=MAX_TOKENS)
        self.qkv = [self._fuse_attention(layer) for layer in range(LAYERS)]

    def embed(self, texts: Sequence[str]) -> Array:
        """Unit vectors, one row per text, in the order given. Text past 256 tokens is not seen."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for index, _, states in self._encode_all(texts):
            vectors[index] = _unit(states.sum(axis=0))
        return vectors

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """What the model makes of every token, in the order of the texts."""
        encoded: dict[int, Encoded] = {}
        for index, encoding, states in self._encode_all(texts):
            encoded[index] = Encoded(
                vector=_unit(states.sum(axis=0)),
                states=states,
                offsets=encoding.offsets,
                words=encoding.word_ids,
            )
        return [encoded[index] for index in range(len(texts))]

    def _encode_all(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding, Array]]:
        """Number, tokens and last hidden states of each text, the short ones first."""
        encodings = self.tokenizer.encode_batch(list(texts))
        for batch in batches([len(encoding) for encoding in encodings]):
            hidden = self.forward([encodings[index] for index in batch])
            for row, index in enumerate(batch):
                yield index, encodings[index], hidden[row, : len(encodings[index])]

    def forward(self, encodings: Sequence[Tokenised]) -> Array:
        """The last hidden states, shape (texts, tokens of the longest, 384)."""
        lengths = np.array([len(encoding) for encoding in encodings])
        width = int(lengths.max())
        ids = np.zeros((len(encodings), width), dtype=np.int64)
        types = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            types[row, : len(encoding)] = encoding.type_ids
        hidden = self._embed_tokens(ids, types)
        penalty = np.where(np.arange(width) < lengths[:, None], 0.0, -1e9).astype(np.float32)[
            :, None, None, :
        ]
        for layer in range(LAYERS):
            hidden = self._encode(layer, hidden, penalty)
        return hidden

    def _embed_tokens(self, ids: NDArray[np.int64], types: NDArray[np.int64]) -> Array:
        weights = self.weights
        hidden = weights["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        hidden += weights["embeddings.token_type_embeddings.weight"][types]
        return self._normalise(hidden, "embeddings.LayerNorm")

    def _encode(self, layer: int, hidden: Array, penalty: Array) -> Array:
        name = f"encoder.layer.{layer}"
        attended = self._linear(self._attend(layer, hidden, penalty), f"{name}.attention.output.dense")
        hidden = self._normalise(hidden + attended, f"{name}.attention.output.LayerNorm")
        inner = self._linear(hidden, f"{name}.intermediate.dense")
        _gelu(inner.reshape(-1, inner.shape[-1]))
        return self._normalise(
            hidden + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm"
        )

    def _attend(self, layer: int, hidden: Array, penalty: Array) -> Array:
        weight, bias = self.qkv[layer]
        rows, width, _ = hidden.shape
        projected = (hidden.reshape(-1, DIMENSIONS) @ weight.T + bias).reshape(
            rows, width, 3, HEADS, HEAD_SIZE
        )
        query, key, value = projected.transpose(2, 0, 3, 1, 4)
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(HEAD_SIZE**0.5) + penalty
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ value).transpose(0, 2, 1, 3).reshape(rows, width, DIMENSIONS)

    def _linear(self, hidden: Array, name: str) -> Array:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        # One large matrix product: a stack of small ones is several times slower.
        product = hidden.reshape(-1, hidden.shape[-1]) @ weight.T
        product += bias
        return product.reshape(*hidden.shape[:-1], -1)

    def _normalise(self, hidden: Array, name: str) -> Array:
        hidden = hidden - hidden.mean(axis=-1, keepdims=True)
        hidden /= np.sqrt(np.square(hidden).mean(axis=-1, keepdims=True) + LAYER_NORM_EPSILON)
        hidden *= self.weights[f"{name}.weight"]
        hidden += self.weights[f"{name}.bias"]
        return hidden

    def _fuse_attention(self, layer: int) -> tuple[Array, Array]:
        name = f"encoder.layer.{layer}.attention.self"
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        return (
            np.concatenate([self.weights[f"{part}.weight"] for part in parts]),
            np.concatenate([self.weights[f"{part}.bias"] for part in parts]),
        )


def _gelu(values: Array) -> None:
    """x·Φ(x) in place; the normal distribution by Abramowitz and Stegun 7.1.26 (error below 2e-7)."""
    for start in range(0, len(values), GELU_ROWS):
        rows = values[start : start + GELU_ROWS]
        scaled = np.abs(rows) * np.float32(0.5**0.5)
        step = 1 / (1 + np.float32(0.3275911) * scaled)
        tail = step * np.float32(1.061405429)
        for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
            tail += np.float32(coefficient)
            tail *= step
        tail *= np.exp(-scaled * scaled)
        tail *= np.float32(0.5)
        rows *= np.where(rows >= 0, 1 - tail, tail)


def batches(lengths: list[int]) -> list[list[int]]:
    """Indexes grouped by similar length, so that little of a batch is padding."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and (len(batches[-1]) + 1) * lengths[index] <= BATCH_TOKENS:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


_model: MiniLM | None = None
_loading = threading.Lock()


def load() -> MiniLM:
    """The process's one model, loaded on first use (about 0.1 s)."""
    global _model
    if _model is None:
        with _loading:
            if _model is None:
                _model = MiniLM()
    return _model


@lru_cache(maxsize=1024)
def encode_one(text: str) -> Encoded:
    """One text, kept: retrieval wants a question's vector, and the engine its tokens a moment later."""
    encoded = load().encode([text])[0]
    encoded.vector.flags.writeable = False
    return encoded


def embed_one(text: str) -> Array:
    """One unit vector, shape (384,), read-only."""
    return encode_one(text).vector


def _unit(vector: Array) -> Array:
    return vector / np.float32(np.linalg.norm(vector))
