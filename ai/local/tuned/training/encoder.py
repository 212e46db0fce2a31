"""The encoder of ai/embeddings/minilm.py once more, in jax, so that changes can be learned by gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ai.embeddings.minilm import DIMENSIONS, HEAD_SIZE, HEADS, LAYER_NORM_EPSILON, LAYERS
from ai.local.tuned.weights import MATRICES, SCALE

Tensors = Mapping[str, Any]
DROPOUT = 0.1


def new_changes(weights: Tensors, rank: int, key: Any) -> dict[str, tuple[Any, Any]]:
    """Factors of changes that change nothing yet (Hu et al. 2021)."""
    made = {}
    for layer in range(LAYERS):
        for matrix in MATRICES:
            name = f"encoder.layer.{layer}.{matrix}.weight"
            outputs, inputs = weights[name].shape
            key, chosen = jax.random.split(key)
            down = jax.random.normal(chosen, (rank, inputs)) / np.sqrt(inputs)
            made[name] = (down, jnp.zeros((outputs, rank)))
    return made


def encode(weights: Tensors, changes: Tensors, ids: Any, types: Any, lengths: Any, key: Any = None) -> Any:
    """The last hidden states, shape (texts, tokens, 384); with a `key` parts are dropped, as in training."""
    rows, width = ids.shape
    hidden = (
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][:width]
        + weights["embeddings.token_type_embeddings.weight"][types]
    )
    # Two dimensions throughout: of three, the products' gradients are several times slower.
    hidden = _normalise(weights, "embeddings.LayerNorm", hidden.reshape(rows * width, DIMENSIONS))
    penalty = jnp.where(jnp.arange(width) < lengths[:, None], 0.0, -1e9)[:, None, None, :]
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        query, keys, value = (
            _linear(weights, changes, f"{name}.attention.self.{part}", hidden)
            .reshape(rows, width, HEADS, HEAD_SIZE)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        mixed = _attend(query, keys, value, penalty).transpose(0, 2, 1, 3)
        attended = _linear(
            weights, changes, f"{name}.attention.output.dense", mixed.reshape(rows * width, DIMENSIONS)
        )
        hidden = _normalise(
            weights, f"{name}.attention.output.LayerNorm", hidden + _drop(attended, key, 2 * layer)
        )
        inner = jax.nn.gelu(
            _linear(weights, changes, f"{name}.intermediate.dense", hidden), approximate=False
        )
        inner = _linear(weights, changes, f"{name}.output.dense", inner)
        hidden = _normalise(weights, f"{name}.output.LayerNorm", hidden + _drop(inner, key, 2 * layer + 1))
    return hidden.reshape(rows, width, DIMENSIONS)


def _attend(query: Any, key: Any, value: Any, penalty: Any) -> Any:
    scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(HEAD_SIZE) + penalty
    return jax.nn.softmax(scores, axis=-1) @ value


def _linear(weights: Tensors, changes: Tensors, name: str, hidden: Any) -> Any:
    down, up = changes[f"{name}.weight"]
    fixed = _fixed(hidden, weights[f"{name}.weight"], weights[f"{name}.bias"])
    return fixed + SCALE * _narrow(hidden, down, up)


def _normalise(weights: Tensors, name: str, hidden: Any) -> Any:
    mean = hidden.mean(axis=-1, keepdims=True)
    variance = jnp.square(hidden - mean).mean(axis=-1, keepdims=True)
    scaled = (hidden - mean) / jnp.sqrt(variance + LAYER_NORM_EPSILON)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _drop(hidden: Any, key: Any, place: int) -> Any:
    if key is None:
        return hidden
    kept = jax.random.bernoulli(jax.random.fold_in(key, place), 1 - DROPOUT, hidden.shape)
    return jnp.where(kept, hidden / (1 - DROPOUT), 0)


# The two products with their gradients written out: derived by itself, jax's are half as fast on a processor.
@jax.custom_vjp
def _fixed(inputs: Any, weight: Any, bias: Any) -> Any:
    """A product with a matrix that is not learned, which has no gradient."""
    return inputs @ weight.T + bias


def _fixed_forward(inputs: Any, weight: Any, bias: Any) -> tuple[Any, Any]:
    return _fixed(inputs, weight, bias), weight


def _fixed_backward(weight: Any, slope: Any) -> tuple[Any, Any, Any]:
    return slope @ weight, jnp.zeros_like(weight), jnp.zeros(weight.shape[0])


@jax.custom_vjp
def _narrow(inputs: Any, down: Any, up: Any) -> Any:
    return (inputs @ down.T) @ up.T


def _narrow_forward(inputs: Any, down: Any, up: Any) -> tuple[Any, Any]:
    between = inputs @ down.T
    return between @ up.T, (inputs, between, down, up)


def _narrow_backward(kept: tuple[Any, Any, Any, Any], slope: Any) -> tuple[Any, Any, Any]:
    inputs, between, down, up = kept
    inner = slope @ up
    return inner @ down, inner.T @ inputs, slope.T @ between


_fixed.defvjp(_fixed_forward, _fixed_backward)
_narrow.defvjp(_narrow_forward, _narrow_backward)
