"""Rows by the hundred thousand: COPY, with the columns and defaults of a Django model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone
from psycopg import sql


def reserve_keys(model: type[Model], count: int) -> range:
    """Primary keys that nobody else will get."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, column])
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, first + count])
    return range(first, first + count)


def copy_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the named fields. A field that is not named gets its default.

    Values are what psycopg takes; a JSON field's is JSON text.
    """
    fields = [model._meta.get_field(name) for name in names]
    others = [field for field in model._meta.concrete_fields if _has_to_be_filled(field, fields)]
    defaults = [_default_of(field) for field in others]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in [*fields, *others]),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([*row, *defaults])


def _has_to_be_filled(field: Field, given: Sequence[Field]) -> bool:
    return field not in given and not field.primary_key and not field.generated


def _default_of(field: Field) -> Any:
    is_stamped = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return timezone.now() if is_stamped else field.get_db_prep_save(field.get_default(), connection)
