"""Texts as 384-dimensional unit vectors, whichever provider makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ai import conf
from ai.embeddings import minilm
from ai.embeddings.minilm import DIMENSIONS, Array

if TYPE_CHECKING:
    from accounts.models import Tenant

__all__ = ["DIMENSIONS", "LOCAL", "embed_query", "embed_texts", "model_name", "warm_up"]


LOCAL = "local/all-MiniLM-L6-v2"
REMOTE = "openai/"


def model_name() -> str:
    """The model the hub is set to, as `provider/model`: vectors of two models can not be compared."""
    return REMOTE + conf.embedding_model() if conf.embedding_provider() == "openai" else LOCAL


def embed_texts(texts: Sequence[str], *, model: str = "", charged_to: Tenant | None = None) -> Array:
    """Float32 unit vectors, shape (len(texts), 384), in the order given, by the model that is set or another.

    A provider's calls go into the ledger of the tenant that they are charged to. Raises
    ai.errors.ProviderError when the provider is a remote one and fails.
    """
    name = model or model_name()
    if name == LOCAL:
        return minilm.load().embed(texts)
    from ai.embeddings import remote

    return remote.embed(texts, model=name.removeprefix(REMOTE), charged_to=charged_to)


def embed_query(text: str, *, model: str = "", charged_to: Tenant | None = None) -> Array:
    """One unit vector, shape (384,). The local model's is kept, for retrieval and engine ask for the same.

    Otherwise as `embed_texts`; and where the tenant's budget is spent a provider is not asked.
    """
    if (model or model_name()) == LOCAL:
        return minilm.embed_one(text)
    from ai.budget import check_budget

    if charged_to is not None:
        check_budget(charged_to)
    vector: Array = embed_texts([text], model=model, charged_to=charged_to)[0]
    return vector


def warm_up() -> None:
    """Load the local model now (about 0.1 s), so that a process's first customer does not wait for it."""
    minilm.load().embed(["warm up"])
