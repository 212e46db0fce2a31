"""Fits the confidence to labelled examples, chooses the threshold, and says how good both are.

Every figure is measured on questions that the weights it is measured with have not seen (cross-validation
by question). The weights that are kept are fitted to all examples.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.local.confidence import SUREST, Calibration, Feature, Offering
from ai.local.example import Example

FOLDS = 5
RIDGE = 3.0
NEWTON_STEPS = 50
CURVE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CALIBRATION_BINS = 10

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Aim:
    """Which share of what is shown must be right, and the evidence that is not weighed."""

    precision: float
    leave_out: Sequence[str] = ()


@dataclass(frozen=True)
class _Fitted:
    intercept: float
    features: dict[str, Feature]
    threshold: float
    figures: dict[str, Any]


def calibrate(
    examples: Sequence[Example], *, answers: Aim, offers: Aim, unanswerable_share: float
) -> Calibration:
    """Weights and thresholds, for answers and for the nearest articles in place of one."""
    answering = _calibrate(examples, answers, unanswerable_share)
    offering = _calibrate([example.as_offer for example in examples], offers, unanswerable_share)
    return Calibration(
        intercept=answering.intercept,
        features=answering.features,
        answer_threshold=answering.threshold,
        offering=Offering(
            intercept=offering.intercept,
            features=offering.features,
            threshold=offering.threshold,
            figures=offering.figures,
        ),
        figures=answering.figures,
    )


def _calibrate(examples: Sequence[Example], aim: Aim, unanswerable_share: float) -> _Fitted:
    """Weights on all evidence but what the aim leaves out, and the lowest threshold with its precision.

    Near misses and questions without an answer together weigh `unanswerable_share`, and every group of
    examples weighs the same, however many there are.
    """
    names = [name for name in examples[0].evidence if name not in aim.leave_out]
    evidence = np.array([[example.evidence[name] for name in names] for example in examples])
    right = np.array([example.is_right for example in examples], dtype=float)
    weights = balance(examples, unanswerable_share)
    unseen = np.minimum(_cross_validate(evidence, right, weights, examples), SUREST)
    threshold = choose_threshold(unseen, right, weights, aim.precision)
    mean, scale, coefficients = fit(evidence, right, weights)
    return _Fitted(
        intercept=round(float(coefficients[0]), 4),
        features={
            name: Feature(
                mean=round(float(mean[n]), 4), scale=round(float(scale[n]), 4), weight=round(float(w), 4)
            )
            for n, (name, w) in enumerate(zip(names, coefficients[1:], strict=True))
        },
        threshold=round(threshold, 3),
        figures=figures(examples, unseen, weights, threshold),
    )


def balance(examples: Sequence[Example], unanswerable_share: float) -> Array:
    """A weight for each example; they add up to the number of examples."""
    keys = [(example.group, example.is_answerable) for example in examples]
    counts = {key: keys.count(key) for key in set(keys)}
    shares = {True: 1 - unanswerable_share, False: unanswerable_share}
    weights = np.array([shares[key[1]] / counts[key] for key in keys])
    return weights * len(examples) / weights.sum()


def fit(evidence: Array, right: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Ridge logistic regression by Newton's method: means, scales, and intercept with coefficients."""
    mean = np.average(evidence, axis=0, weights=weights)
    scale = np.maximum(np.sqrt(np.average((evidence - mean) ** 2, axis=0, weights=weights)), 1e-6)
    inputs = np.column_stack([np.ones(len(evidence)), (evidence - mean) / scale])
    penalty = np.eye(inputs.shape[1]) * RIDGE
    penalty[0, 0] = 0
    coefficients = np.zeros(inputs.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = _logistic(inputs @ coefficients)
        gradient = inputs.T @ (weights * (chance - right)) + penalty @ coefficients
        curvature = (inputs * (weights * chance * (1 - chance))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(curvature, gradient)
        coefficients -= step
        if np.abs(step).max() < 1e-8:
            break
    return mean, scale, coefficients


def choose_threshold(chance: Array, right: Array, weights: Array, precision: float) -> float:
    """The lowest threshold from which on at least that share is right; above 1 if there is none."""
    order = np.argsort(-chance)
    reached = np.cumsum((weights * right)[order]) / np.cumsum(weights[order])
    enough = np.flatnonzero(reached >= precision)
    return float(chance[order][enough.max()]) if len(enough) else 1.001


def auroc(chance: Array, right: Array) -> float:
    """The chance that a right answer ranks above a wrong one (Mann-Whitney), ties counting half."""
    _values, inverse, counts = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    positives = right.sum()
    negatives = len(right) - positives
    if not positives or not negatives:
        return float("nan")
    return float((ranks[right == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def figures(examples: Sequence[Example], chance: Array, weights: Array, threshold: float) -> dict[str, Any]:
    groups = sorted({example.group for example in examples})
    result: dict[str, Any] = {"all": _figures(examples, chance, weights, threshold)}
    for group in groups:
        chosen = np.array([example.group == group for example in examples])
        inside = [example for example in examples if example.group == group]
        result[group] = _figures(inside, chance[chosen], weights[chosen], threshold)
    return result


def _figures(examples: Sequence[Example], chance: Array, weights: Array, threshold: float) -> dict[str, Any]:
    right = np.array([example.is_right for example in examples], dtype=float)
    answerable = np.array([example.is_answerable for example in examples])
    near_miss = np.array([example.is_near_miss for example in examples])
    answered = chance >= threshold
    return {
        "examples": len(examples),
        "auroc": _rounded(auroc(chance, right)),
        "ece": _rounded(calibration_error(chance, right, weights)),
        "coverage": _share(answered & answerable, answerable),
        "precision": _rounded(
            float(np.average(right[answered], weights=weights[answered])) if answered.any() else 1.0
        ),
        "answered_unanswerable": _share(answered & ~answerable & ~near_miss, ~answerable & ~near_miss),
        "answered_near_misses": _share(answered & near_miss, near_miss),
        "curve": [_point(chance, right, weights, answerable, at) for at in CURVE],
    }


def calibration_error(chance: Array, right: Array, weights: Array) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins = np.minimum((chance * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [abs((weights * (chance - right))[bins == n].sum()) for n in range(CALIBRATION_BINS)]
    return float(sum(gaps) / weights.sum())


def _point(
    chance: Array, right: Array, weights: Array, answerable: NDArray[np.bool_], at: float
) -> dict[str, Any]:
    answered = chance >= at
    precision = float(np.average(right[answered], weights=weights[answered])) if answered.any() else 1.0
    return {
        "threshold": at,
        "coverage": _share(answered & answerable, answerable),
        "precision": _rounded(precision),
    }


def _cross_validate(evidence: Array, right: Array, weights: Array, examples: Sequence[Example]) -> Array:
    queries = sorted({example.query for example in examples})
    fold_of = dict(zip(queries, np.random.default_rng(0).permutation(len(queries)) % FOLDS, strict=True))
    folds = np.array([fold_of[example.query] for example in examples])
    chance = np.zeros(len(examples))
    for fold in range(FOLDS):
        inside = folds != fold
        mean, scale, coefficients = fit(evidence[inside], right[inside], weights[inside])
        chance[~inside] = _logistic(coefficients[0] + (evidence[~inside] - mean) / scale @ coefficients[1:])
    return chance


def _logistic(values: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    return _rounded(float(part.sum() / whole.sum())) if whole.any() else 0.0


def _rounded(value: float) -> float:
    return round(value, 4)
