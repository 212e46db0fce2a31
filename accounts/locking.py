from __future__ import annotations

from typing import TypeVar

from django.db.models import ForeignKey, Model

Row = TypeVar("Row", bound=Model)


def lock(row: Row) -> Row:
    """Bring the row up to date in place and hold it until the transaction ends; returns it.

    What it points to stays loaded as far as it still points there. Raises the model's DoesNotExist.
    """
    pointers = [field for field in row._meta.concrete_fields if isinstance(field, ForeignKey)]
    loaded = [
        (field, getattr(row, field.attname), getattr(row, field.name))
        for field in pointers
        if field.is_cached(row)
    ]
    # Nothing is joined: a row that changed while the lock was awaited is checked again against the joined
    # row found before, and would not be found at all.
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())
    for field, key, value in loaded:
        if getattr(row, field.attname) == key:
            setattr(row, field.name, value)
    return row
