"""What speaks for and against an answer, as numbers a calibrated model can weigh.

The similarity of question and passage alone hardly separates what a text answers from what it only is
about. So the evidence also asks which words of the question the passage misses and how rare they are,
whether it holds the kind of fact asked for, and whether another article is as near.
"""

import math
import re
from collections.abc import Sequence

from ai.local.reading import Question, Reading
from ai.local.units import plain
from ai.local.words import stems

# What a question asks for → what a text must hold to give it.
_DIGIT = r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|free|twice|once|unlimited)\b"
_TIME = (
    r"\d|\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|night|daily|weekly|monthly|immediately"
    r"|instantly|today|tomorrow|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|always|after|before|until)\b"
)
_MONEY = r"\d|[$€£¥]|\b(?:free|no charge|no extra|included|costs?|dollars?|euros?|pounds?|percent)\b"
EXPECTATIONS = [
    (
        re.compile(
            r"\bhow (?:long|soon|often|late|early|fast)\b|\bwhen\b|\bwhat (?:time|date|days?|hours?)\b", re.I
        ),
        _TIME,
    ),
    (re.compile(r"\bhow much\b|\b(?:prices?|costs?|fees?|rates?|charge)\b", re.I), _MONEY),
    (re.compile(r"\bhow (?:many|big|large|old|far|high)\b|\b(?:maximum|minimum|limit)\b", re.I), _DIGIT),
    (re.compile(r"\bwhat(?:'s| is) (?:the|your) (?:phone|number|address|email)\b", re.I), r"\d|@"),
]


def collect(question: Question, readings: Sequence[Reading]) -> dict[str, float]:
    """Evidence about the strongest reading. Every number is there for every question."""
    best = strongest(readings)
    others = [reading for reading in readings if reading.source.article_id != best.source.article_id]
    second = max((reading.strength for reading in others), default=0.0)
    span = " ".join(probe for unit in best.span for probe in unit.probes)
    heading = stems(f"{best.source.title} {best.source.heading}")
    misses = [weight for word, weight in question.words.items() if word not in best.covered]
    return {
        "best_sentence": best.best_similarity,
        "whole_passage": best.whole_similarity,
        "heading": best.heading_similarity,
        "coverage": best.coverage,
        "span_coverage": question.coverage(stems(span) | heading),
        "rarest_miss": max(misses, default=0.0),
        "missed": math.log1p(len(misses)),
        "margin": best.strength - second,
        "lexical_rank": _reciprocal_rank(best, readings, "lexical"),
        "vector_rank": _reciprocal_rank(best, readings, "vector"),
        "length": math.log1p(len(question.words)),
        "kind_missing": float(_misses_kind(question.text, plain(" ".join(unit.text for unit in best.span)))),
    }


def strongest(readings: Sequence[Reading]) -> Reading:
    return max(readings, key=lambda reading: reading.strength)


def _reciprocal_rank(best: Reading, readings: Sequence[Reading], search: str) -> float:
    """1 for the first of that search, 1/2 for the second, 0 when the search did not find the article."""
    scores: dict[int, float] = {}
    for reading in readings:
        score = getattr(reading.source, search)
        if score is not None:
            scores[reading.source.article_id] = max(score, scores.get(reading.source.article_id, score))
    mine = scores.get(best.source.article_id)
    return 0.0 if mine is None else 1 / (1 + sum(score > mine for score in scores.values()))


def _misses_kind(question: str, text: str) -> bool:
    for asks, needed in EXPECTATIONS:
        if asks.search(question):
            return re.search(needed, text, re.I) is None
    return False
