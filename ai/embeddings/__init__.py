"""Texts as 384-dimensional unit vectors, whichever provider makes them."""

from collections.abc import Sequence

from ai import conf
from ai.embeddings import minilm
from ai.embeddings.minilm import DIMENSIONS, Array

__all__ = ["DIMENSIONS", "embed_query", "embed_texts", "warm_up"]


def embed_texts(texts: Sequence[str]) -> Array:
    """Float32 unit vectors, shape (len(texts), 384), in the order given.

    Raises ai.errors.ProviderError when the provider is a remote one and fails.
    """
    if conf.embedding_provider() == "openai":
        from ai.embeddings import remote

        return remote.embed(texts)
    return minilm.load().embed(texts)


def embed_query(text: str) -> Array:
    """One unit vector, shape (384,). The local model's is kept, for retrieval and engine ask for the same."""
    if conf.embedding_provider() == "openai":
        vector: Array = embed_texts([text])[0]
        return vector
    return minilm.embed_one(text)


def warm_up() -> None:
    """Load the local model now (about 0.1 s), so that a process's first customer does not wait for it."""
    minilm.load().embed(["warm up"])
