"""Articles and passages for tests. The model is asked only where a test is about meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from accounts.models import Tenant
from knowledge.models import Article, Passage, Version
from knowledge.services import create_article, publish_now


def make_article(
    tenant: Tenant, title: str = "Refunds", body: str = "Refunds take 5 days.", **fields: Any
) -> Article:
    """A draft, by nobody."""
    return create_article(tenant=tenant, title=title, body=body, by=fields.pop("by", None), **fields)


def make_live(
    tenant: Tenant, title: str = "Refunds", body: str = "Refunds take 5 days.", **fields: Any
) -> Article:
    """Published and embedded with the real model."""
    article = make_article(tenant, title, body, **fields)
    publish_now(version=article.latest, by=None)
    article.refresh_from_db()
    return article


def vector_near(target: Sequence[float], distance: float, seed: int) -> np.ndarray:
    """A unit vector about this far from another one."""
    noise = np.random.default_rng(seed).normal(size=len(target))
    mixed = np.asarray(target) + distance * noise / np.linalg.norm(noise)
    return mixed / np.linalg.norm(mixed)


def make_decoys(tenant: Tenant, target: Sequence[float], count: int, *, distance: float = 0.1) -> None:
    """Live passages near a vector, without asking the model: one article of many passages."""
    article = Article.objects.create(tenant=tenant, title="Decoys", slug=f"decoys-{Article.objects.count()}")
    version = Version.objects.create(tenant=tenant, article=article, number=1, title="Decoys", body="Decoy.")
    Passage.objects.bulk_create(
        Passage(
            tenant=tenant, article=article, version=version, kind="article", position=number, title="Decoys",
            text=f"Decoy {number}.", embedding=vector_near(target, distance, number), is_live=True,
        )
        for number in range(count)
    )  # fmt: skip
