"""Learning a classifier from texts with labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.embeddings import minilm
from ai.embeddings.minilm import Array
from ai.local.calibration import fit as fit_logistic
from ai.local.classifying.classifier import NONE, Classifier
from ai.local.classifying.features import combine, count_words, learn_rarity
from ai.local.classifying.regression import fit

# Words tell more than they confuse only where there is much to learn from.
EXAMPLES_FOR_WORDS = 1_000
BUCKETS = 2_048
RIDGE = 0.1
FOLDS = 3
# How much the nearest examples count where so this share more of many texts not learned from get their label.
# With few texts a label they do harm.
NEIGHBOURS = 0.2
NEIGHBOURS_GAIN = 0.005
FEW = 8
# Fewer texts say nothing of how sure a classifier may be: these numbers do, which are those of small samples
# of BANKING77.
EXAMPLES_TO_CHECK = 40
USUAL_SLOPE, USUAL_OFFSET, USUAL_THRESHOLD = 9.0, 5.0, 0.4
# So many texts of no label say where the others end; with fewer, whole labels are left out in turn.
NONE_TO_CHECK = 30

Flags = NDArray[np.bool_]
VectorsOf = Callable[[Sequence[str]], Array]


@dataclass(frozen=True)
class _Set:
    """Texts, their vectors, their word counts (no columns for no words), and their labels' numbers."""

    texts: Sequence[str]
    vectors: Array
    counts: Array
    labels: NDArray[np.int64]

    def part(self, chosen: Flags) -> _Set:
        texts = [text for text, is_chosen in zip(self.texts, chosen, strict=True) if is_chosen]
        return _Set(texts, self.vectors[chosen], self.counts[chosen], self.labels[chosen])


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    described: dict[str, str] | None = None,
    vectors_of: VectorsOf | None = None,
) -> Classifier:
    """A classifier of the labels that occur, but NONE, and those in `described` (label → what it is about).

    A label's own name is one more example of it: one with few examples, or with none, is known by its name,
    and with many it counts for nothing. Raises ValueError for fewer than two labels.
    """
    names = sorted({*labels, *(described or {})} - {NONE})
    if len(names) < 2:
        raise ValueError("There must be two labels at least.")
    numbers = {name: number for number, name in enumerate(names)} | {NONE: -1}
    named = [(name, text) for name in names for text in _described(name, described or {}, labels)]
    said = [*texts, *(text for _name, text in named)]
    codes = np.array([*(numbers[label] for label in labels), *(numbers[name] for name, _text in named)])
    buckets = BUCKETS if len(said) >= EXAMPLES_FOR_WORDS else 0
    data = _Set(said, (vectors_of or minilm.load().embed)(said), count_words(said, buckets), codes)
    whole = _learn(data, tuple(names))
    return _check(whole, data) if len(texts) >= EXAMPLES_TO_CHECK else whole


def _described(name: str, described: dict[str, str], labels: Sequence[str]) -> list[str]:
    """What a label is about: once, or as often as makes up for examples that it has fewer of than others."""
    text = described.get(name) or re.sub(r"[\W_]+", " ", name).strip() or name
    counts = Counter(label for label in labels if label != NONE)
    usual = int(np.median(list(counts.values()))) if counts else 1
    return [text] * max(1, min(usual, FEW) - counts[name])


def _learn(data: _Set, names: tuple[str, ...]) -> Classifier:
    """Of the labels' numbers only those that occur are learned, in the order of `names`."""
    data = data.part(data.labels >= 0)
    present = sorted(set(data.labels.tolist()))
    place = np.full(len(names), -1)
    place[present] = range(len(present))
    rarity = learn_rarity(data.counts) if data.counts.shape[1] else np.zeros(0, dtype=np.float32)
    owners = place[data.labels]
    weights = fit(combine(data.vectors, data.texts, rarity), owners, len(present), ridge=RIDGE)
    labels = tuple(names[number] for number in present)
    return Classifier(
        labels=labels,
        weights=weights,
        rarity=rarity,
        examples=data.vectors,
        owners=owners,
        neighbours=0.0,
        slope=USUAL_SLOPE,
        offset=USUAL_OFFSET,
        threshold=USUAL_THRESHOLD,
    )


def _check(whole: Classifier, data: _Set) -> Classifier:
    """With the word of the nearest examples where it helps, and with the confidence and the threshold that
    fit texts it had not learned from."""
    folds = list(_folds(data, whole.labels))
    scores, right, known = _unseen(folds, whole.labels, 0.0)
    if data.counts.shape[1]:
        others = _unseen(folds, whole.labels, NEIGHBOURS)
        if others[1].sum() > right.sum() + NEIGHBOURS_GAIN * known.sum():
            whole, (scores, right, known) = replace(whole, neighbours=NEIGHBOURS), others
    if right.all() or not right.any():
        return whole
    mean, scale, (offset, slope) = fit_logistic(
        scores[:, None].astype(float), right.astype(float), _balanced(known)
    )
    slope, offset = float(slope / scale[0]), float(slope * mean[0] / scale[0] - offset)
    chances = 1 / (1 + np.exp(offset - slope * scores))
    return replace(whole, slope=slope, offset=offset, threshold=_threshold(chances, right, known))


def _folds(data: _Set, names: tuple[str, ...]) -> Iterator[tuple[Classifier, _Set, Flags]]:
    """Classifiers of a part of the texts, each with the other texts, and whether their label was among those
    that it learned."""
    # A text that stands there more than once is never both learned and asked.
    distinct, places = np.unique(data.texts, return_inverse=True)
    fold = (np.random.default_rng(7).permutation(len(distinct)) % FOLDS)[places]
    leaves_out = int((data.labels == -1).sum()) < NONE_TO_CHECK and len(names) >= 2 * FOLDS
    for number in range(FOLDS):
        strange = (data.labels % FOLDS == number) & (data.labels >= 0) & leaves_out
        learned = (fold != number) & ~strange & (data.labels >= 0)
        asked = data.part(fold == number)
        yield _learn(data.part(learned), names), asked, (asked.labels >= 0) & ~strange[fold == number]


def _unseen(
    folds: Sequence[tuple[Classifier, _Set, Flags]], names: tuple[str, ...], neighbours: float
) -> tuple[Array, Flags, Flags]:
    """Scores of texts that were not learned from, whether the label was right, and whether there was one."""
    found = []
    for model, asked, known in folds:
        shares, scores = replace(model, neighbours=neighbours).score(asked.vectors, asked.texts)
        said = np.array([names.index(model.labels[place]) for place in shares.argmax(axis=1)])
        found.append((scores, (said == asked.labels) & known, known))
    scores, right, known = map(np.concatenate, zip(*found, strict=True))
    return scores, right, known


def _balanced(known: Flags) -> NDArray[np.float64]:
    """Texts of no label weigh a fifth of all, however many the training has."""
    if known.all() or not known.any():
        return np.ones(len(known))
    return np.where(known, 0.8 / known.mean(), 0.2 / (1 - known.mean()))


def _threshold(chances: NDArray[np.floating[Any]], right: Flags, known: Flags) -> float:
    """Where what is rightly named and what is rightly left out are largest together."""
    if known.all():
        return USUAL_THRESHOLD
    levels = np.unique(np.round(chances, 3))
    kept = [(chances[known] >= level)[right[known]].sum() / known.sum() for level in levels]
    left = [(chances[~known] < level).mean() for level in levels]
    return float(levels[int(np.argmax(np.add(kept, left)))])
