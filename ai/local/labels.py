"""Labelled questions over articles, as files of JSON lines, and what calibration learns from them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.local.evidence import collect, strongest
from ai.local.reading import read_question, read_sources
from ai.local.search import Search, to_passages
from ai.types import Source


class BadLabels(ValueError):
    """A file of labels is not of the form it should be; the message names file and line."""


@dataclass(frozen=True)
class Example:
    """Evidence of one question; `is_right`: the strongest passage is of an article that answers it.

    `is_near_miss`: the same question, asked of a knowledge base that lacks the articles that answer it.
    """

    query: str
    group: str
    evidence: dict[str, float]
    is_answerable: bool
    is_right: bool
    is_near_miss: bool


def read_lines(path: Path, required: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadLabels(f"{path}, line {number}: {error}") from error
        if not isinstance(row, dict) or any(name not in row for name in required):
            raise BadLabels(f"{path}, line {number}: needs {', '.join(required)}.")
        rows.append(row)
    return rows


def collect_examples(
    articles: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]], *, group: str
) -> Iterator[Example]:
    """Each question as it is, and each answerable one again with its articles taken away.

    The second kind is the hard one: on topic, in the customer's words, and not answered here.
    """
    numbers = {article["id"]: number for number, article in enumerate(articles)}
    search = Search(to_passages(articles))
    for row in questions:
        relevant = frozenset(numbers[name] for name in row.get("relevant") or () if name in numbers)
        answerable = bool(row.get("answerable", bool(relevant)))
        sources = search.find(row["query"])
        yield _example(row["query"], sources, group, relevant if answerable else frozenset(), is_near_miss=False)
        if answerable and relevant:
            left = search.find(row["query"], without=relevant)
            yield _example(row["query"], left, group, frozenset(), is_near_miss=True)


def _example(
    query: str, sources: Sequence[Source], group: str, relevant: frozenset[int], *, is_near_miss: bool
) -> Example:
    question = read_question(query)
    readings = read_sources(question, sources)
    return Example(
        query=query,
        group=group,
        evidence=collect(question, readings),
        is_answerable=bool(relevant),
        is_right=strongest(readings).source.article_id in relevant,
        is_near_miss=is_near_miss,
    )
