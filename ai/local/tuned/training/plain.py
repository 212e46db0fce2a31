"""Linear models over the vectors of the model as it ships."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai.embeddings import minilm
from ai.embeddings.minilm import Array
from ai.local.classifying.regression import fit
from ai.local.tuned.training.example import Example

RIDGE = 0.04
# Weights of shape (dimensions, labels), and as many intercepts.
Linear = tuple[Array, Array]


def fit_plain(examples: Sequence[Example], labels: int) -> Linear:
    vectors = minilm.load().embed([one.text for one in examples])
    rows = np.column_stack([vectors, np.ones(len(vectors), dtype=np.float32)])
    weights = fit(rows, np.array([int(one.label) for one in examples]), labels, ridge=RIDGE)
    return weights[:-1], weights[-1]
