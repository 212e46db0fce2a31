"""What speaks for and against an answer, as numbers a calibrated model can weigh.

The similarity of question and passage alone hardly separates what a text answers from what it only is
about. More is told by how far the passage stands out among the others, and by whether the ways of
comparing agree on it. What the calibration finds to add nothing is shown in the trace all the same.
"""

import math
from collections.abc import Sequence

from ai.local.reading import Question, Reading

# The strength of passages that have nothing to do with a question: what a missing rival is taken to have.
UNRELATED = 0.3


def collect(question: Question, readings: Sequence[Reading]) -> dict[str, float]:
    """Evidence about the strongest reading. Every number is there for every question."""
    best = strongest(readings)
    rivals = [reading.strength for reading in readings if reading.source.article_id != best.source.article_id]
    second, third = sorted([*rivals, UNRELATED, UNRELATED], reverse=True)[:2]
    misses = [weight for word, weight in question.words.items() if word not in best.covered]
    return {
        "strength": best.strength,
        "margin": best.strength - second,
        "margin_to_third": best.strength - third,
        "words_agree": float(_rank(best, [(r, r.match) for r in readings]) == 1),
        "vector_rank": _rank(best, [(r, r.source.vector) for r in readings]),
        "lexical_rank": _rank(best, [(r, r.source.lexical) for r in readings]),
        "best_sentence": best.best_similarity,
        "coverage": best.coverage,
        "specific_words": math.log1p(question.specific),
        "rarest_miss": max(misses, default=0.0),
    }


def strongest(readings: Sequence[Reading]) -> Reading:
    return max(readings, key=lambda reading: reading.strength)


def _rank(best: Reading, scored: Sequence[tuple[Reading, float | None]]) -> float:
    """The article's place by that score: 1 for the first, 1/2 for the second, 0 when it has no score."""
    scores: dict[int, float] = {}
    for reading, score in scored:
        if score is not None:
            article = reading.source.article_id
            scores[article] = max(score, scores.get(article, score))
    mine = scores.get(best.source.article_id)
    return 0.0 if mine is None else 1 / (1 + sum(score > mine for score in scores.values()))
