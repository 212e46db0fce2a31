from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from ai.embeddings import DIMENSIONS


class VectorsField(models.Field):
    """Several vectors of half precision in one column, written here and only compared in SQL: `halfvec[]`.

    In rows of their own they would need a key and an index entry each, for vectors that are never looked up.
    """

    def db_type(self, connection: Any) -> str:
        return f"halfvec({DIMENSIONS})[]"

    def get_prep_value(self, value: Iterable[Sequence[float]] | str | None) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return as_array(value)


def as_array(vectors: Iterable[Sequence[float]]) -> str:
    """As PostgreSQL reads it."""
    written = ("[" + ",".join(f"{number:.5g}" for number in vector) + "]" for vector in vectors)
    return "{" + ",".join(f'"{vector}"' for vector in written) + "}"
