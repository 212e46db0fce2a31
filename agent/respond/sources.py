"""Retrieval's hits as an engine reads them, and an engine's citations as a customer sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ai.types import Answer, Source
from knowledge.readings import readings_of
from knowledge.retrieval import Hit, Retrieval


def as_sources(hits: Sequence[Hit]) -> tuple[Source, ...]:
    """With what is kept of reading them."""
    readings = readings_of(hit.passage_id for hit in hits)
    return tuple(as_source(hit, readings.get(hit.passage_id)) for hit in hits)


def as_source(hit: Hit, reading: bytes | None = None) -> Source:
    return Source(
        passage_id=hit.passage_id,
        article_id=hit.article_id,
        title=hit.title,
        heading=hit.heading,
        text=hit.text,
        score=hit.score,
        lexical=hit.lexical,
        vector=hit.vector,
        nearness=hit.nearness,
        reading=reading,
    )


def citations_of(answer: Answer, retrieval: Retrieval) -> list[dict[str, Any]]:
    """One link an article, in the order of first citation, with the sentences that rest on it."""
    hits = {hit.passage_id: hit for hit in retrieval.citable}
    cited: dict[int, dict[str, Any]] = {}
    for number, sentence in enumerate(answer.sentences):
        for passage_id in sentence.passage_ids:
            hit = hits[passage_id]
            entry = cited.setdefault(
                hit.article_id,
                {"title": hit.title, "slug": hit.slug, "url": hit.url, "passages": [], "sentences": []},
            )
            entry["passages"].append(passage_id)
            entry["sentences"].append(number)
    return list(cited.values())
