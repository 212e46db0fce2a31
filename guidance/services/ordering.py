from __future__ import annotations

from collections.abc import Sequence

from guidance.models import GuidancePack, Playbook, PlaybookRule, Rule

Placed = GuidancePack | Playbook | PlaybookRule | Rule


def put_at(row: Placed, rows: Sequence[Placed], place: int) -> None:
    """Put the row at a place (from 1) among the others, and number them all anew."""
    others = [other for other in rows if other.pk != row.pk]
    others.insert(max(place - 1, 0), row)
    for position, other in enumerate(others, start=1):
        other.position = position
        type(other)._default_manager.filter(pk=other.pk).update(position=position)


def place_of(row: Placed, rows: Sequence[Placed]) -> int:
    return next(place for place, other in enumerate(rows, start=1) if other.pk == row.pk)
