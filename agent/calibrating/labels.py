"""Articles and labelled questions, from files."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import model_validator

from agent.evaluation.answer import Row
from knowledge.evaluation.retrieval import ArticleRow
from knowledge.evaluation.task import BadInput, read_rows


class LabelledArticle(ArticleRow):
    intent: str = ""


class Question(Row):
    """Or, in place of `query` and `relevant`, the text of a question and the intent of its article."""

    query: str = ""
    text: str = ""
    intent: str = ""

    @model_validator(mode="after")
    def _asks_something(self) -> Question:
        if not self.query and not (self.text and self.intent):
            raise ValueError("it needs query, or text and intent")
        return self


def read_articles(path: Path) -> list[LabelledArticle]:
    """JSON lines, or a folder of Markdown files with TOML between two lines of `+++` at their head."""
    if not path.is_dir():
        return read_rows(path, LabelledArticle, what="articles")
    articles = []
    for file in sorted(path.glob("*.md")):
        try:
            _, head, body = file.read_text(encoding="utf-8").split("+++", 2)
            fields = tomllib.loads(head)
            article = LabelledArticle(id=file.stem, title=fields["title"], body=body)
        except (ValueError, KeyError) as error:
            raise BadInput(f"{file}: {error}") from error
        if fields.get("state", "published") == "published":
            articles.append(article)
    return articles


def read_questions(path: Path, articles: Sequence[LabelledArticle]) -> list[Question]:
    """Questions with the ids of the articles that answer them.

    Those of an intent belong to the article of that intent, without its own examples.
    """
    owners = {article.intent: article.id for article in articles if article.intent}
    examples = {example for article in articles for example in article.examples}
    return [
        _resolved(row, owners)
        for row in read_rows(path, Question, what="questions")
        if row.query or row.text not in examples
    ]


def _resolved(row: Question, owners: dict[str, str]) -> Question:
    if row.query:
        return row
    return Question(query=row.text, relevant=owners.get(row.intent))
