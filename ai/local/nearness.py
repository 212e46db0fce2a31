"""What speaks for showing the nearest articles where no answer is sure.

The question is no longer whether the strongest passage answers, but whether one of three articles does: so
how far the first stands out from the fourth tells more, and how well any of them covers the question's words.
"""

from collections.abc import Sequence

from ai.local.evidence import UNRELATED, collect
from ai.local.reading import Question, Reading

ARTICLES_SHOWN = 3


def nearest(readings: Sequence[Reading]) -> list[Reading]:
    """The strongest passage of each article, strongest first."""
    best: dict[int, Reading] = {}
    for reading in sorted(readings, key=lambda reading: -reading.strength):
        best.setdefault(reading.source.article_id, reading)
    return list(best.values())


def collect_nearness(question: Question, readings: Sequence[Reading]) -> dict[str, float]:
    """Evidence about the nearest articles together. Every number is there for every question."""
    ranked = nearest(readings)
    fourth = ranked[ARTICLES_SHOWN].strength if len(ranked) > ARTICLES_SHOWN else UNRELATED
    return {
        **collect(question, readings),
        "margin_to_fourth": ranked[0].strength - fourth,
        "best_match": max(reading.match for reading in ranked[:ARTICLES_SHOWN]),
    }
