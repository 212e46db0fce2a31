"""All heads and the changes below them, learned together from labelled examples."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ai.embeddings import minilm
from ai.embeddings.minilm import DIMENSIONS
from ai.local.tuned.heads import ALSO_PLAIN, LABELS, Head
from ai.local.tuned.inputs import tokens_of
from ai.local.tuned.training.batching import Batch, shuffled
from ai.local.tuned.training.encoder import encode, new_changes
from ai.local.tuned.training.example import Example
from ai.local.tuned.training.plain import Linear, fit_plain
from ai.local.tuned.weights import Tuning, mean_of

RANK = 8
RATE = 1e-3
# What is learned already is to be moved less.
LATER_RATE = 4e-4
WARM_UP = 60
LEAST_RATE = 0.02
EPOCHS = 3
RUNS = 2
FIRST_MOMENT, SECOND_MOMENT, TINY = 0.9, 0.999, 1e-8
REPORT_EVERY = 100


def tune(
    examples: Mapping[Head, Sequence[Example]],
    *,
    epochs: int = EPOCHS,
    runs: int = RUNS,
    learned: Tuning | None = None,
    say: Callable[[str], object] = lambda line: None,
) -> Tuning:
    """The mean of several runs from one beginning, each in an order of its own (decision 16).

    They begin with the unchanged model, or with what was `learned` before.

    The same examples give the same on the same kind of processor. `say` hears of progress.
    """
    jax.config.update("jax_default_prng_impl", "unsafe_rbg")
    model = minilm.load()
    weights = {name: np.array(tensor) for name, tensor in model.weights.items()}
    read = {
        head: [(tokens_of(model.tokenizer, one.text, one.around), one.label) for one in some]
        for head, some in examples.items()
    }
    plain = {head: fit_plain(examples[head], len(LABELS[head])) for head in ALSO_PLAIN}
    tunings = []
    for run in range(runs):
        say(f"run {run + 1} of {runs}")
        rng = random.Random(run)  # noqa: S311 - an order, not a secret
        batches = [batch for _epoch in range(epochs) for batch in shuffled(read, rng)]
        tunings.append(_as_tuning(_learn(weights, batches, learned, say), plain))
    return mean_of(tunings)


def _learn(
    weights: Any, batches: Sequence[Batch], before: Tuning | None, say: Callable[[str], object]
) -> Any:
    learned = _beginning(weights, before)
    moments = (jax.tree.map(jnp.zeros_like, learned), jax.tree.map(jnp.zeros_like, learned))
    losses: list[float] = []
    for step, batch in enumerate(batches, start=1):
        rate = (
            (LATER_RATE if before else RATE)
            * min(1, step / WARM_UP)
            * max(LEAST_RATE, 1 - step / len(batches))
        )
        learned, moments, loss = _step(
            weights, learned, moments, float(step), rate, jax.random.PRNGKey(step), *_arrays(batch)
        )
        losses.append(float(loss))
        if step % REPORT_EVERY == 0:
            say(f"{step} of {len(batches)} steps, loss {np.mean(losses[-REPORT_EVERY:]):.3f}")
    return learned


def _beginning(weights: Any, before: Tuning | None) -> Any:
    if before is None:
        return {"changes": new_changes(weights, RANK, jax.random.PRNGKey(0)), "heads": _new_heads()}
    return jax.tree.map(jnp.asarray, {"changes": dict(before.changes), "heads": dict(before.heads)})


def _new_heads() -> dict[str, tuple[Any, Any]]:
    outputs = {head: 1 if len(labels) == 2 else len(labels) for head, labels in LABELS.items()}
    return {head: (jnp.zeros((2 * DIMENSIONS, count)), jnp.zeros(count)) for head, count in outputs.items()}


def _arrays(batch: Batch) -> tuple[Any, ...]:
    return batch.head, batch.ids, batch.types, batch.lengths, batch.labels, batch.weights


@jax.jit
def _step(
    weights: Any, learned: Any, moments: Any, step: Any, rate: Any, key: Any, *batch: Any
) -> tuple[Any, Any, Any]:
    """One step of Adam (Kingma and Ba 2015)."""
    loss, slopes = jax.value_and_grad(_loss, argnums=1)(weights, learned, key, *batch)
    first, second = moments
    first = jax.tree.map(lambda m, g: FIRST_MOMENT * m + (1 - FIRST_MOMENT) * g, first, slopes)
    second = jax.tree.map(lambda v, g: SECOND_MOMENT * v + (1 - SECOND_MOMENT) * g * g, second, slopes)
    learned = jax.tree.map(
        lambda value, m, v: (
            value - rate * (m / (1 - FIRST_MOMENT**step)) / (jnp.sqrt(v / (1 - SECOND_MOMENT**step)) + TINY)
        ),
        learned,
        first,
        second,
    )
    return learned, (first, second), loss


def _loss(
    weights: Any,
    learned: Any,
    key: Any,
    head: Any,
    ids: Any,
    types: Any,
    lengths: Any,
    labels: Any,
    counts: Any,
) -> Any:
    """Cross-entropy of the batch's head."""
    hidden = encode(weights, learned["changes"], ids, types, lengths, key)
    own = ((jnp.arange(ids.shape[1]) < lengths[:, None]) & (types == 0))[..., None]
    features = jnp.concatenate([(hidden * own).sum(axis=1) / own.sum(axis=1), hidden[:, 0]], axis=1)
    total = 0.0
    for place, name in enumerate(LABELS):
        matrix, intercept = learned["heads"][name]
        scores = features @ matrix + intercept
        if scores.shape[1] == 1:
            scores = jnp.hstack([jnp.zeros_like(scores), scores])
        right = jnp.clip(labels, 0, scores.shape[1] - 1)[:, None]
        losses = -jnp.take_along_axis(jax.nn.log_softmax(scores), right, axis=1)[:, 0]
        total += (head == place) * (losses * counts).sum() / counts.sum()
    return total


def _as_tuning(learned: Any, plain: Mapping[Head, Linear]) -> Tuning:
    def arrays(pairs: Any) -> dict[Any, Any]:
        return {
            name: tuple(np.asarray(half, dtype=np.float32) for half in pair) for name, pair in pairs.items()
        }

    return Tuning(arrays(learned["changes"]), arrays(learned["heads"]), plain)
