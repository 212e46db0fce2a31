"""Labelled questions over articles, as files of JSON lines, and what calibration learns from them."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ai.local.evidence import collect, strongest
from ai.local.nearness import ARTICLES_SHOWN, collect_nearness, nearest
from ai.local.reading import read_question, read_sources
from ai.local.search import Search, to_passages
from ai.local.units import plain
from ai.types import Source


class BadLabels(ValueError):
    """A file of labels is not of the form it should be; the message names file and line."""


@dataclass(frozen=True)
class Example:
    """Evidence of one question; `is_right`: the strongest passage is of an article that answers it.

    `is_near_miss`: the same question, asked of a knowledge base that lacks the articles that answer it.
    `nearness` and `has_right` are the same of the nearest articles together.
    """

    query: str
    group: str
    evidence: dict[str, float]
    nearness: dict[str, float]
    is_answerable: bool
    is_right: bool
    has_right: bool
    is_near_miss: bool

    @property
    def as_offer(self) -> "Example":
        """The example of showing the nearest articles in place of an answer."""
        return replace(self, evidence=self.nearness, is_right=self.has_right)


def read_articles(path: Path) -> list[dict[str, Any]]:
    """JSON lines, or a folder of Markdown files with TOML between two lines of `+++` at their head."""
    if not path.is_dir():
        return _read_lines(path, ["id", "title"])
    articles = []
    for file in sorted(path.glob("*.md")):
        _, head, body = file.read_text(encoding="utf-8").split("+++", 2)
        fields = tomllib.loads(head)
        if fields.get("state", "published") == "published":
            articles.append({"id": file.stem, "title": fields["title"], "body": body})
    return articles


def read_questions(path: Path, articles: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Questions with the ids of the articles that answer them.

    Rows of {"text", "intent"} belong to the article of that intent, without its own examples.
    """
    rows = _read_lines(path, [])
    if rows and all("query" in row for row in rows):
        return rows
    owners = {article.get("intent"): article["id"] for article in articles}
    examples = {example for article in articles for example in article.get("examples", ())}
    if not all("text" in row and "intent" in row for row in rows):
        raise BadLabels(f"{path}: every line needs query, or text and intent.")
    return [
        {"query": row["text"], "relevant": [owners[row["intent"]]] if row["intent"] in owners else []}
        for row in rows
        if row["text"] not in examples
    ]


def _read_lines(path: Path, required: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadLabels(f"{path}, line {number}: {error}") from error
        if not isinstance(row, dict) or any(name not in row for name in required):
            raise BadLabels(f"{path}, line {number}: needs {', '.join(required) or 'an object'}.")
        rows.append(row)
    return rows


def collect_examples(
    articles: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]], *, group: str
) -> Iterator[Example]:
    """Each question as it is; and each answerable one again without its articles, and without the passage
    that holds its answer. Those two are the hard ones: on topic, in the customer's words, not answered here.
    """
    numbers = {article["id"]: number for number, article in enumerate(articles)}
    passages = to_passages(articles)
    search = Search(passages)
    for row in questions:
        relevant = frozenset(numbers[name] for name in row.get("relevant") or () if name in numbers)
        if not row.get("answerable", bool(relevant)):
            relevant = frozenset()
        yield from _examples(row["query"], search.find(row["query"]), group, relevant)
        for without in _takings(passages, relevant, row.get("answer_span") or "") if relevant else ():
            sources = search.find(row["query"], without=without)
            yield from _examples(row["query"], sources, group, frozenset(), is_near_miss=True)


def _takings(passages: Sequence[Source], relevant: frozenset[int], span: str) -> Iterator[frozenset[int]]:
    """Passages to take away so that the question has no answer: the articles', and those with the span."""
    inside = [passage for passage in passages if passage.article_id in relevant]
    yield frozenset(passage.passage_id for passage in inside)
    holders = frozenset(passage.passage_id for passage in inside if span and _holds(passage.text, span))
    if holders and len(holders) < len(inside):
        yield holders


def _holds(text: str, span: str) -> bool:
    return " ".join(plain(span).split()).lower() in " ".join(plain(text).split()).lower()


def _examples(
    query: str, sources: Sequence[Source], group: str, relevant: frozenset[int], *, is_near_miss: bool = False
) -> Iterator[Example]:
    if not sources:
        return
    question = read_question(query)
    readings = read_sources(question, sources)
    yield Example(
        query=query,
        group=group,
        evidence=collect(question, readings),
        nearness=collect_nearness(question, readings),
        is_answerable=bool(relevant),
        is_right=strongest(readings).source.article_id in relevant,
        has_right=any(
            reading.source.article_id in relevant for reading in nearest(readings)[:ARTICLES_SHOWN]
        ),
        is_near_miss=is_near_miss,
    )
