"""Figures that several tasks share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BINS = 10


def precision_recall(said: Sequence[bool], true: Sequence[bool]) -> tuple[float, float]:
    """Precision is 1 where nothing was said, recall is 1 where there was nothing to find."""
    hits = sum(one and other for one, other in zip(said, true, strict=True))
    return hits / sum(said) if any(said) else 1.0, hits / sum(true) if any(true) else 1.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive score is above a negative one (Mann-Whitney); ties count half."""
    if not positive or not negative:
        return 1.0
    scores = np.concatenate([positive, negative])
    _values, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error in ten bins of equal width (Guo et al. 2017, arXiv:1706.04599)."""
    said, true = np.array(confidence), np.array(right, dtype=float)
    if not len(said):
        return 0.0
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = [abs(said[bins == b].mean() - true[bins == b].mean()) * (bins == b).sum() for b in np.unique(bins)]
    return float(sum(gaps) / len(said))
