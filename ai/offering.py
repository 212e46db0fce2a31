"""The articles nearest to a question: what a customer may be shown where no answer is sure.

Always by the local model, whichever engine answers: its chance is calibrated, and it costs nothing.
"""

from collections.abc import Sequence

from ai.local import confidence
from ai.local.excerpt import excerpt_of
from ai.local.nearness import ARTICLES_SHOWN, collect_nearness, nearest
from ai.local.reading import Reading, read_question, read_sources
from ai.types import NearArticle, Nearest, Source


def nearest_articles(question: str, sources: Sequence[Source]) -> Nearest:
    """Up to three articles of the sources, each with the passage that came nearest."""
    offering = confidence.current().offering
    asked = read_question(question)
    readings = read_sources(asked, sources)
    if not readings:
        return Nearest(articles=(), chance=0.0, threshold=offering.threshold, evidence={})
    evidence = collect_nearness(asked, readings)
    return Nearest(
        articles=tuple(_as_article(reading) for reading in nearest(readings)[:ARTICLES_SHOWN]),
        chance=offering.chance(evidence),
        threshold=offering.threshold,
        evidence=evidence,
    )


def _as_article(reading: Reading) -> NearArticle:
    source = reading.source
    return NearArticle(
        article_id=source.article_id,
        passage_id=source.passage_id,
        title=source.title,
        heading=source.heading,
        excerpt=excerpt_of(reading),
    )
