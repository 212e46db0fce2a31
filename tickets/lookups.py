from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Expression, F
from django.db.models.lookups import Lookup


class AnyOf(Lookup):
    """`AnyOf(F("pk"), keys)`: as `pk__in`, in one parameter.

    `IN` has a parameter for each key: two thousand of them take longer to send and to plan than the search
    that found them, and each number of keys is another statement to prepare.
    """

    lookup_name = "any_of"
    prepare_rhs = False
    output_field = BooleanField()

    def __init__(self, lhs: F | Expression, keys: list[int]) -> None:
        super().__init__(lhs, keys)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, parameters = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s::bigint[])", (*parameters, self.rhs)
