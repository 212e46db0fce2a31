"""The file of what was tuned: low-rank changes of the embedding model's matrices, the heads on top, and
linear models beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ai.embeddings.minilm import Array
from ai.embeddings.weights import Tensors
from ai.local.tuned.heads import ALSO_PLAIN, LABELS, Head

WEIGHTS_FILE = Path(__file__).with_name("weights.npz")
# A change counts as often (Hu et al. 2021, alpha / r).
SCALE = 2.0
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True)
class Tuning:
    """`changes`: name of a matrix → two narrow factors, "down" of shape (rank, in) and "up" of (out, rank).

    `heads`: weights of shape (features, outputs) and as many intercepts; yes-or-no heads have one output.
    `plain`: the same over the vectors of the unchanged model.
    """

    changes: Mapping[str, tuple[Array, Array]]
    heads: Mapping[Head, tuple[Array, Array]]
    plain: Mapping[Head, tuple[Array, Array]]

    def changed(self, weights: Tensors) -> Tensors:
        """All of the model's tensors, those that are changed as copies (42 MB)."""
        return weights | {
            name: weights[name] + np.float32(SCALE) * (up @ down) for name, (down, up) in self.changes.items()
        }

    def save(self, path: Path) -> None:
        """At half the precision, without pickled objects."""
        arrays: dict[str, Any] = {
            f"{kind} {name} {place}": half.astype(np.float16)
            for kind, parts in (("change", self.changes), ("head", self.heads), ("plain", self.plain))
            for name, pair in parts.items()
            for place, half in enumerate(pair)
        }
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)


def mean_of(tunings: Sequence[Tuning]) -> Tuning:
    """The mean of what was learned from one beginning (model soups, Wortsman et al. 2022)."""
    first, share = tunings[0], np.float32(1 / len(tunings))
    changes = {
        name: (
            np.vstack([one.changes[name][0] for one in tunings]),
            np.hstack([share * one.changes[name][1] for one in tunings]),
        )
        for name in first.changes
    }
    heads = {head: _mean([one.heads[head] for one in tunings]) for head in first.heads}
    return Tuning(changes, heads, {head: _mean([one.plain[head] for one in tunings]) for head in first.plain})


def _mean(pairs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    weights, intercepts = zip(*pairs, strict=True)
    return np.mean(weights, axis=0), np.mean(intercepts, axis=0)


def load_tuning(path: Path = WEIGHTS_FILE) -> Tuning:
    with np.load(path, allow_pickle=False) as arrays:
        pairs = {name: arrays[name].astype(np.float32) for name in arrays.files}
    changes, heads, plain = (
        {
            name.split()[1]: (pairs[name], pairs[f"{name[:-1]}1"])
            for name in pairs
            if name.startswith(f"{kind} ") and name.endswith(" 0")
        }
        for kind in ("change", "head", "plain")
    )
    return Tuning(changes, {head: heads[head] for head in LABELS}, {head: plain[head] for head in ALSO_PLAIN})
