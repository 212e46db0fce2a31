"""A large knowledge base: each passage says three things of one demo passage, and two of any others.

Its vector is the middle of its sentences', as a passage's nearly is: noise in all 384 dimensions instead
would be harder to search than any text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import OuterRef
from numpy.typing import NDArray

from accounts.models import Tenant
from ai.embeddings import embed_texts
from knowledge.models import Article, AudienceCondition, Passage, Version
from knowledge.sentences import sentences_of
from tests.bench.copying import copy_rows, reserve_keys
from tests.bench.report import progress

PASSAGES_AN_ARTICLE = 4
# One article in five is for some customers.
RESTRICTED = 5
PLANS = ("free", "pro", "business", "enterprise")
OWN, OTHERS = 3, 2
# A sentence: its words, its vector, and that as PostgreSQL reads it.
Said = tuple[str, NDArray[Any], str]


def of_size(passages: int) -> Tenant:
    """The tenant with so many live passages; another figure may have filled it already."""
    slug = f"bench-{passages}"
    filled = Tenant.objects.filter(slug=slug).first()
    if filled is None:
        progress(f"filling {passages:,} passages")
        filled = fill(slug, passages)
    return filled


def fill(slug: str, passages: int, *, sentences: int = OWN + OTHERS, seed: int = 1) -> Tenant:
    """A tenant with so many live passages. The vector index is built after the rows, which is far faster.

    Of a passage's sentences so many have their vectors kept.
    """
    tenant = Tenant.objects.create(slug=slug, name=slug)
    count = passages // PASSAGES_AN_ARTICLE
    pairs = list(zip(reserve_keys(Article, count), reserve_keys(Version, count), strict=True))
    _fill_articles(tenant, pairs)
    _fill_passages(tenant, pairs, sentences, seed)
    return tenant


def _fill_articles(tenant: Tenant, pairs: Sequence[tuple[int, int]]) -> None:
    copy_rows(
        Article,
        ["id", "tenant", "title", "slug", "kind"],
        ((key, tenant.pk, f"Article {key}", f"article-{key}", "article") for key, _version in pairs),
    )
    copy_rows(
        Version,
        ["id", "tenant", "article", "number", "title", "body", "state"],
        ((version, tenant.pk, key, 1, f"Article {key}", "Text.", "published") for key, version in pairs),
    )
    newest = Version.objects.filter(article=OuterRef("pk")).values("pk")[:1]
    Article.objects.filter(tenant=tenant).update(latest=newest, published=newest)
    restricted = (key for key, _version in pairs[::RESTRICTED])
    copy_rows(
        AudienceCondition,
        ["article", "countries", "plans", "segments"],
        ((key, [], [PLANS[number % len(PLANS)]], []) for number, key in enumerate(restricted)),
    )


def _demo_sentences() -> list[list[Said]]:
    """By passage."""
    live = Passage.objects.live().exclude(tenant__slug__startswith="bench-").order_by("pk")
    passages = [sentences_of(title, text) for title, text in live.values_list("title", "text")[:500]]
    vectors = iter(embed_texts([sentence for said in passages for sentence in said]))
    return [[_said(sentence, next(vectors)) for sentence in said] for said in passages]


def _said(sentence: str, vector: NDArray[Any]) -> Said:
    return sentence, vector, "[" + ",".join(f"{number:.5g}" for number in vector) + "]"


def _fill_passages(tenant: Tenant, pairs: Sequence[tuple[int, int]], sentences: int, seed: int) -> None:
    (index,) = [index for index in Passage._meta.indexes if index.name == "passage_embedding"]
    with connection.schema_editor() as editor:
        editor.remove_index(Passage, index)
    said = ["title", "text", "embedding", "sentences"]
    names = ["tenant", "article", "version", "kind", "position", *said, "is_live"]
    # Read before: while rows are copied the connection answers nothing else.
    demo = _demo_sentences()
    copy_rows(Passage, names, _rows(tenant, pairs, demo, sentences, random.Random(seed)))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '4GB'")
    with connection.schema_editor() as editor:
        editor.add_index(Passage, index)
    with connection.cursor() as cursor:
        cursor.execute("RESET maintenance_work_mem")
        for model in (Passage, AudienceCondition, Article):
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")


def _rows(
    tenant: Tenant,
    pairs: Sequence[tuple[int, int]],
    passages: Sequence[Sequence[Said]],
    sentences: int,
    chance: random.Random,
) -> Iterator[tuple[Any, ...]]:
    everything = [said for passage in passages for said in passage]
    for key, version in pairs:
        for position in range(PASSAGES_AN_ARTICLE):
            own = chance.choice(passages)
            said = chance.sample(own, min(OWN, len(own))) + chance.sample(everything, OTHERS)
            middle = np.mean([vector for _text, vector, _written in said], axis=0)
            embedding = _said("", middle / np.linalg.norm(middle))[2]
            kept = "{" + ",".join(f'"{written}"' for _text, _vector, written in said[:sentences]) + "}"
            text = f"{' '.join(text for text, _vector, _written in said)} ref{chance.randrange(10**6)}"
            place = (tenant.pk, key, version, "article", position)
            yield (*place, f"Article {key}", text, embedding, kept, True)
