"""The two searches in one statement: PostgreSQL full text and pgvector, over what a customer may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from numpy.typing import NDArray

from accounts.models import Tenant
from knowledge.audience import Traits

WORDS = 40
PASSAGES_PER_WORD = 500
CANDIDATES = 40
# How many neighbours an index walk keeps in mind. With pgvector's 40 a tenant of 10,000 passages got 81% of
# its nearest eight, with 100 93%, with 200 99%, in the same time. Among a million 200 find too few.
EF_SEARCH = 200
MANY_PASSAGES = 200_000
EF_SEARCH_AMONG_MANY = 1_000
QUERY_CHARACTERS = 1_000

_SETTINGS = """
SELECT set_config('hnsw.iterative_scan', 'strict_order', true),
    set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('hnsw.ef_search', CASE WHEN (
        SELECT reltuples FROM pg_class WHERE oid = to_regclass('passage_embedding')
    ) > %s THEN %s ELSE %s END, true)
"""

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
# The same turned round. The planner starts from the articles with conditions where they are few.
_CLOSED = """(
    EXISTS (SELECT FROM knowledge_audiencecondition c WHERE c.article_id = p.article_id)
    AND NOT EXISTS (
        SELECT FROM knowledge_audiencecondition c
        WHERE c.article_id = p.article_id
          AND (c.countries = '{}' OR %(country)s = ANY (c.countries))
          AND (c.plans = '{}' OR %(plan)s = ANY (c.plans))
          AND (c.segments = '{}' OR %(segment)s = ANY (c.segments))
    )
)"""
# Asking for every word of a question (websearch, plainto) finds nothing for most questions; any word will do,
# but a rare one says more: each weighs its inverse document frequency among what was found. The lexical score
# is the share of the question's weight that the passage covers, words of its title and headings counting half
# as much again. Each word brings at most so many passages, so a common one costs little and hides none.
_SEARCH = r"""
WITH words AS MATERIALIZED (
    SELECT lexeme, quoted::tsquery AS word, (quoted || ':A')::tsquery AS in_heading
    FROM (
        SELECT lexeme, $$'$$ || replace(replace(lexeme, $$\$$, $$\\$$), $$'$$, $$''$$) || $$'$$ AS quoted
        FROM unnest(to_tsvector('english', %(query)s)) LIMIT %(words)s
    ) AS lexemes
), occurrences AS MATERIALIZED (
    SELECT words.lexeme, hit.id FROM words CROSS JOIN LATERAL (
        SELECT p.id FROM knowledge_passage p WHERE {readable} AND p.search @@ words.word LIMIT %(per_word)s
    ) AS hit
), weights AS MATERIALIZED (
    SELECT words.word, words.in_heading, words.lexeme,
           ln(1 + (found.passages - count(o.id) + 0.5) / (count(o.id) + 0.5)) AS weight
    FROM words LEFT JOIN occurrences o USING (lexeme),
         (SELECT count(DISTINCT id) AS passages FROM occurrences) AS found
    GROUP BY words.word, words.in_heading, words.lexeme, found.passages
), lexical AS (
    SELECT o.id FROM occurrences o JOIN weights USING (lexeme)
    GROUP BY o.id ORDER BY sum(weight) DESC, o.id LIMIT %(candidates)s
), vector AS (
    SELECT p.id FROM knowledge_passage p
    WHERE {readable} AND p.embedding IS NOT NULL AND p.embedding_model = %(model)s
    ORDER BY p.embedding <=> %(vector)s::vector LIMIT %(candidates)s
), found AS (
    SELECT id FROM lexical UNION SELECT id FROM vector
)
SELECT p.id, p.article_id, p.version_id, p.position, p.title, p.heading, p.text, a.slug,
       (
           SELECT sum(weight * CASE WHEN p.search @@ in_heading THEN 1.5 ELSE 1.0 END)
                  FILTER (WHERE p.search @@ word) / (1.5 * sum(weight))
           FROM weights
       )::float,
       CASE WHEN p.embedding_model = %(model)s THEN 1 - (p.embedding <=> %(vector)s::vector) END,
       said.best, said.centre,
       EXISTS (SELECT FROM knowledge_audiencecondition c WHERE c.article_id = p.article_id)
FROM found JOIN knowledge_passage p USING (id) JOIN knowledge_article a ON a.id = p.article_id
     CROSS JOIN LATERAL (
         SELECT max(1 - (sentence <=> %(vector)s::halfvec)) AS best,
                1 - (avg(sentence) <=> %(vector)s::halfvec) AS centre
         FROM unnest(CASE WHEN p.embedding_model = %(model)s THEN p.sentences END) AS sentence
     ) AS said
"""
_READABLE = "p.tenant_id = %(tenant)s AND p.is_live AND p.kind = ANY (%(kinds)s) AND "
_SEARCH_OPEN = _SEARCH.replace("{readable}", _READABLE + _OPEN)
_SEARCH_CLOSED = _SEARCH.replace("{readable}", _READABLE + _CLOSED)


@dataclass(frozen=True)
class Found:
    """A passage that one of the searches found, with the scores of both.

    `best` is the cosine of its nearest sentence, `centre` that of the middle of its sentences; None for
    a passage that was embedded before sentences were.
    """

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
    best: float | None
    centre: float | None
    is_restricted: bool


@dataclass(frozen=True)
class Question:
    """`model` made the vector: it is compared with no other model's. Without a vector, words alone count."""

    tenant: Tenant
    query: str
    vector: NDArray | None
    model: str
    traits: Traits
    kinds: Sequence[str]

    def parameters(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant.pk,
            "query": self.query[:QUERY_CHARACTERS].replace("\x00", " "),
            "vector": _as_text(self.vector),
            "model": self.model if self.vector is not None else "",
            "kinds": list(self.kinds),
            "words": WORDS,
            "per_word": PASSAGES_PER_WORD,
            "candidates": CANDIDATES,
            **self.traits.folded(),
        }


def use_iterative_scan() -> None:
    """For this transaction: an index scan goes on until enough rows pass the filter, nearest first.

    Without it HNSW looks at its 40 nearest of all tenants and returns what remains of them after filtering.
    And each tenant gets a plan of its own: one for all, as prepared statements get, is right for none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS, [MANY_PASSAGES, str(EF_SEARCH_AMONG_MANY), str(EF_SEARCH)])


def search_open(question: Question) -> list[Found]:
    """Live passages that the customer may read."""
    return _run(_SEARCH_OPEN, question)


def search_closed(question: Question) -> list[Found]:
    """Live passages that only the audience keeps from the customer."""
    return _run(_SEARCH_CLOSED, question)


def _as_text(vector: NDArray | None) -> str | None:
    return None if vector is None else "[" + ",".join(f"{number:.7g}" for number in vector) + "]"


def _run(statement: str, question: Question) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(statement, question.parameters())
        return [Found(*row) for row in cursor.fetchall()]
