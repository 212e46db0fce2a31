"""Embeddings from OpenAI or a compatible server, asked for in the dimensions of the local model."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from accounts.models import Tenant
from ai import conf
from ai.embeddings.minilm import DIMENSIONS, Array
from ai.errors import ProviderError
from ai.ledger import note_usage, record_call
from ai.masking import Masking
from ai.provider import client, with_retries
from ai.types import Usage

BATCH_TEXTS = 256


def embed(texts: Sequence[str], *, model: str = "", charged_to: Tenant | None = None) -> Array:
    """Unit vectors of shape (len(texts), 384), of the texts without personal data; raises ProviderError."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    masking = Masking()
    masked = [masking.mask(text) for text in texts]
    batches = [masked[start : start + BATCH_TEXTS] for start in range(0, len(masked), BATCH_TEXTS)]
    ask = partial(_embed_batch, model=model or conf.embedding_model(), charged_to=charged_to)
    return np.concatenate([ask(batch) for batch in batches])


def _embed_batch(texts: Sequence[str], *, model: str, charged_to: Tenant | None) -> Array:
    ask = partial(with_retries, partial(_ask, texts, model))
    if charged_to is None:
        return ask()[0]
    with record_call(
        tenant=charged_to, tool="embeddings", operation="embed", engine="openai", model=model
    ) as call:
        vectors, usage = ask()
        note_usage(call, usage)
    return vectors


def _ask(texts: Sequence[str], model: str) -> tuple[Array, Usage]:
    response = client().embeddings.create(
        model=model,
        # The API refuses an empty text.
        input=[text.strip() or "-" for text in texts],
        dimensions=DIMENSIONS,
        encoding_format="float",
    )
    rows = sorted(response.data or [], key=lambda row: row.index)
    if len(rows) != len(texts) or any(len(row.embedding) != DIMENSIONS for row in rows):
        raise ProviderError("invalid_response", "The embeddings are not one vector of 384 numbers per text.")
    vectors = np.array([row.embedding for row in rows], dtype=np.float32)
    usage = Usage(prompt_tokens=response.usage.prompt_tokens if response.usage else 0)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), usage
