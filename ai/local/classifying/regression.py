"""Multinomial logistic regression in numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ai.embeddings.minilm import Array

STEPS_AT_MOST = 80
STILL = 2e-3


def fit(rows: Array, labels: NDArray[np.int64], count: int, *, ridge: float) -> Array:
    """Weights, shape (features, count), of the labels 0 to count - 1.

    The loss's second derivative is at most half of X'X whatever the weights (Böhning 1992), so one inverse
    serves all steps; Nesterov's momentum, begun anew whenever it leads uphill (O'Donoghue and Candès 2015).
    """
    bound = 0.5 * (rows.T @ rows).astype(np.float64) + ridge * np.eye(rows.shape[1])
    inverse = np.linalg.inv(bound).astype(np.float32)
    truth = np.zeros((len(rows), count), dtype=np.float32)
    truth[np.arange(len(rows)), labels] = 1
    weights = ahead = np.zeros((rows.shape[1], count), dtype=np.float32)
    momentum = 1.0
    for _step in range(STEPS_AT_MOST):
        slope = rows.T @ (softmax(rows @ ahead) - truth) + ridge * ahead
        better = ahead - inverse @ slope
        if float((slope * (better - weights)).sum()) > 0:
            momentum = 1.0
        grown = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = better + (momentum - 1) / grown * (better - weights)
        is_still = float(np.abs(better - weights).max()) < STILL
        weights, momentum = better, grown
        if is_still:
            break
    return weights


def softmax(scores: Array) -> Array:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares
