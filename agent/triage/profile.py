"""How near known issues are to tickets that have nothing to do with them: what a similarity means here.

Some issues are near to everything ("Unable to update billing information"), some to nothing. A similarity
counts by how far it lies above what the issue has with other tickets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Tenant
from agent.models import IssueProfile
from ai.embeddings import LOCAL, embed_texts
from ai.embeddings.minilm import Array
from ai.local.triage.examples import clear_texts, digest, vectors_of
from knowledge.models import Article, EmbeddingSpace, Passage
from knowledge.sentences import embed_sentences

# Where nothing was measured yet: the means of many issues of many knowledge bases.
USUAL = (0.12, 0.11)
LEAST_SPREAD = 0.04


def issue_passages(tenant: Tenant) -> QuerySet[Passage]:
    live = Passage.objects.filter(tenant=tenant, is_live=True, kind=Article.Kind.KNOWN_ISSUE)
    return live.order_by("pk").defer("sentences", "search")


def fingerprint(tenant: Tenant) -> str:
    """Another one for other passages, another model's vectors, or other tickets to compare them with."""
    keys = issue_passages(tenant).values_list("pk", "embedding_model")
    return hashlib.sha256(repr([digest(), *keys]).encode()).hexdigest()


def is_stale(tenant: Tenant) -> bool:
    known = IssueProfile.objects.filter(tenant=tenant).values_list("of", flat=True).first()
    return known != fingerprint(tenant) if known else issue_passages(tenant).exists()


def measure_issues(tenant: Tenant) -> IssueProfile:
    """Measure the tenant's known issues against the tickets that ship, and keep it.

    Raises ai.errors.ProviderError when embeddings come from a provider and it fails.
    """
    model, of = EmbeddingSpace.model_of(tenant), fingerprint(tenant)
    texts = clear_texts()
    strangers = vectors_of(texts) if model == LOCAL else embed_texts(texts, model=model)
    measured: dict[str, Any] = {}
    for passage, sentences in _with_sentences(list(issue_passages(tenant)), model):
        nearness = nearnesses(strangers, np.asarray(passage.embedding, dtype=np.float32), sentences)
        measured[str(passage.article_id)] = _profile(nearness)
    profile, _is_new = IssueProfile.objects.update_or_create(
        tenant=tenant,
        defaults={"of": of, "issues": measured, "tickets": len(texts), "made_at": timezone.now()},
    )
    return profile


def nearnesses(tickets: Array, passage: Array, sentences: Array) -> Array:
    """As retrieval has it: the mean cosine of the whole, of the sentences' middle, and of the nearest one."""
    middle = sentences.mean(axis=0)
    cosines = tickets @ sentences.T
    whole, centre = tickets @ passage, tickets @ (middle / np.linalg.norm(middle))
    mean: Array = (whole + centre + cosines.max(axis=1)) / 3
    return mean


def _with_sentences(passages: Sequence[Passage], model: str) -> list[tuple[Passage, Array]]:
    said = embed_sentences([(passage.title, passage.text) for passage in passages], model=model)
    pairs = zip(passages, said, strict=True)
    return [(passage, vectors) for passage, vectors in pairs if passage.embedding is not None]


def _profile(nearness: Array) -> list[float]:
    """Mean and spread, without the few that may well be about this very issue."""
    usual = np.sort(nearness)[: max(1, int(0.95 * len(nearness)))]
    return [round(float(usual.mean()), 4), round(max(LEAST_SPREAD, float(usual.std())), 4)]
