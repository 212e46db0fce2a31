"""What stands before and after a passage: where a text was cut, its answer may be on both sides."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from accounts.models import Tenant
from knowledge.models import Passage
from knowledge.retrieval import Hit, Retrieval

# Further down, hits are seldom what an answer is made from.
BEST = 3


def with_neighbours(retrieval: Retrieval, tenant: Tenant) -> Retrieval:
    """The same, and the passages beside its best three that are not among the hits. One statement at most.

    They are of the live text of an article that was found, so whoever may read the hit may read them.
    """
    found = {(hit.version_id, hit.position) for hit in retrieval.hits}
    beside = {(hit.version_id, hit.position + step): hit for hit in retrieval.hits[:BEST] for step in (-1, 1)}
    wanted = {place: hit for place, hit in beside.items() if place not in found}
    if not wanted:
        return retrieval
    places = Q(*[Q(version=version, position=position) for version, position in wanted], _connector=Q.OR)
    passages = Passage.objects.for_tenant(tenant).live().filter(places).order_by("version", "position")
    around = [
        _beside(wanted[passage.version_id, passage.position], passage)
        for passage in passages.only("version_id", "position", "heading", "text")
    ]
    return replace(retrieval, around=around)


def _beside(hit: Hit, passage: Passage) -> Hit:
    return replace(
        hit,
        passage_id=passage.pk,
        position=passage.position,
        heading=passage.heading,
        text=passage.text,
        lexical=None,
        vector=None,
        nearness=None,
        score=0.0,
    )
