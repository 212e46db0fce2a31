"""Questions that ask the same, found by their vectors alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Chosen by measuring, see docs/decisions/0010-knowledge-gaps.md.
SIMILAR_FROM = 0.58


@dataclass(frozen=True)
class Cluster:
    """Positions of the members in their order, and of the one that is nearest to all of them."""

    members: tuple[int, ...]
    central: int


def cluster(vectors: NDArray[np.float32], *, similar_from: float = SIMILAR_FROM) -> list[Cluster]:
    """Groups of unit vectors, largest first; every vector is in one.

    Average linkage (Sokal and Michener 1958): the two groups whose members are most alike on average become
    one, while that average reaches `similar_from`. Ties go to the earlier positions, so the same questions
    make the same groups. Memory grows with the square of the count, and time with its cube.
    """
    groups = [[position] for position in range(len(vectors))]
    for kept, taken in _joins(vectors, similar_from):
        groups[kept] += groups[taken]
        groups[taken] = []
    clusters = [_as_cluster(sorted(group), vectors) for group in groups if group]
    return sorted(clusters, key=lambda each: (-len(each.members), each.members))


def _joins(vectors: NDArray[np.float32], similar_from: float) -> list[tuple[int, int]]:
    """Which group takes up which, in the order they join."""
    count = len(vectors)
    sums, sizes = vectors.astype(np.float64), np.ones(count)
    alike = sums @ sums.T
    np.fill_diagonal(alike, -1)
    joins: list[tuple[int, int]] = []
    while count > 1:
        kept, taken = sorted(divmod(int(np.argmax(alike)), count))
        if alike[kept, taken] < similar_from:
            break
        joins.append((kept, taken))
        sums[kept] += sums[taken]
        sizes[kept] += sizes[taken]
        sizes[taken] = 0
        # The mean of all pairs' cosines is the product of the sums over the number of pairs.
        row = np.where(sizes > 0, (sums @ sums[kept]) / np.maximum(sizes * sizes[kept], 1), -1)
        row[kept] = -1
        alike[kept, :] = alike[:, kept] = row
        alike[taken, :] = alike[:, taken] = -1
    return joins


def _as_cluster(members: list[int], vectors: NDArray[np.float32]) -> Cluster:
    own = vectors[members]
    return Cluster(tuple(members), members[int(np.argmax(own @ own.sum(axis=0)))])
