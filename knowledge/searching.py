"""The two searches in one statement: PostgreSQL full text and pgvector, over what a customer may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from numpy.typing import NDArray

from accounts.models import Tenant
from knowledge.audience import Traits

# A common word matches everything: rank at most this many (about 1.5 µs each).
RANKED_AT_MOST = 5_000
CANDIDATES = 40
QUERY_CHARACTERS = 1_000

# No condition: for everybody. Inside a condition an empty list asks for nothing.
_OPEN = """(
    NOT EXISTS (SELECT FROM knowledge_audiencecondition c WHERE c.article_id = p.article_id)
    OR EXISTS (
        SELECT FROM knowledge_audiencecondition c
        WHERE c.article_id = p.article_id
          AND (c.countries = '{}' OR %(country)s = ANY (c.countries))
          AND (c.plans = '{}' OR %(plan)s = ANY (c.plans))
          AND (c.segments = '{}' OR %(segment)s = ANY (c.segments))
    )
)"""
# The same turned round, written so that it starts from the few articles that have conditions.
_CLOSED = """p.article_id IN (
    SELECT c.article_id
    FROM knowledge_audiencecondition c JOIN knowledge_article a ON a.id = c.article_id
    WHERE a.tenant_id = %(tenant)s
    GROUP BY c.article_id
    HAVING NOT bool_or(
        (c.countries = '{}' OR %(country)s = ANY (c.countries))
        AND (c.plans = '{}' OR %(plan)s = ANY (c.plans))
        AND (c.segments = '{}' OR %(segment)s = ANY (c.segments))
    )
)"""
# plainto_tsquery asks for every word, which most questions never find in one passage: any word will do.
_SEARCH = """
WITH question AS MATERIALIZED (
    SELECT replace(plainto_tsquery('english', %(query)s)::text, ' & ', ' | ')::tsquery AS words
), matching AS (
    SELECT p.id, p.search FROM knowledge_passage p, question
    WHERE p.tenant_id = %(tenant)s AND p.is_live AND p.kind = ANY (%(kinds)s) AND p.search @@ question.words
      AND {audience}
    LIMIT %(ranked)s
), lexical AS (
    SELECT m.id FROM matching m, question
    ORDER BY ts_rank_cd(m.search, question.words, 1) DESC, m.id LIMIT %(candidates)s
), vector AS (
    SELECT p.id FROM knowledge_passage p
    WHERE p.tenant_id = %(tenant)s AND p.is_live AND p.kind = ANY (%(kinds)s) AND p.embedding IS NOT NULL
      AND {audience}
    ORDER BY p.embedding <=> %(vector)s::vector LIMIT %(candidates)s
), found AS (
    SELECT id FROM lexical UNION SELECT id FROM vector
)
SELECT p.id, p.article_id, p.version_id, p.position, p.title, p.heading, p.text, a.slug,
       CASE WHEN p.search @@ question.words THEN ts_rank_cd(p.search, question.words, 1) END,
       1 - (p.embedding <=> %(vector)s::vector)
FROM found JOIN knowledge_passage p USING (id) JOIN knowledge_article a ON a.id = p.article_id, question
"""
_SEARCH_OPEN = _SEARCH.replace("{audience}", _OPEN)
_SEARCH_CLOSED = _SEARCH.replace("{audience}", _CLOSED)


@dataclass(frozen=True)
class Found:
    """A passage that one of the searches found, with the scores of both."""

    passage_id: int
    article_id: int
    version_id: int
    position: int
    title: str
    heading: str
    text: str
    slug: str
    lexical: float | None
    vector: float | None


@dataclass(frozen=True)
class Question:
    tenant: Tenant
    query: str
    vector: NDArray
    traits: Traits
    kinds: Sequence[str]

    def parameters(self) -> dict[str, object]:
        return {
            "tenant": self.tenant.pk,
            "query": self.query[:QUERY_CHARACTERS].replace("\x00", " "),
            "vector": "[" + ",".join(f"{number:.7g}" for number in self.vector) + "]",
            "kinds": list(self.kinds),
            "ranked": RANKED_AT_MOST,
            "candidates": CANDIDATES,
            **self.traits.folded(),
        }


def use_iterative_scan() -> None:
    """For this transaction: an index scan goes on until enough rows pass the filter, nearest first.

    Without it HNSW looks at its 40 nearest of all tenants and returns what remains of them after filtering.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")


def search_open(question: Question) -> list[Found]:
    """Live passages that the customer may read."""
    return _run(_SEARCH_OPEN, question)


def search_closed(question: Question) -> list[Found]:
    """Live passages that only the audience keeps from the customer."""
    return _run(_SEARCH_CLOSED, question)


def _run(statement: str, question: Question) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(statement, question.parameters())
        return [Found(*row) for row in cursor.fetchall()]
