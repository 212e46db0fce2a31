"""What a ticket was, kept as JSON, so that a change can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from tickets.models import Ticket

Values = dict[str, Any]


def snapshot(ticket: Ticket, fields: Sequence[str]) -> Values:
    """These fields as JSON."""
    values = {field: getattr(ticket, field) for field in fields}
    return {
        field: value.isoformat() if isinstance(value, datetime) else value for field, value in values.items()
    }


def put_back(ticket: Ticket, before: Values, after: Values) -> None:
    """Set what is still as `after` to what it was `before`; later changes stay. Does not save."""
    now = snapshot(ticket, list(before))
    for field, value in before.items():
        if now[field] == after[field]:
            setattr(ticket, field, _value_of(field, value))


def _value_of(field: str, kept: Any) -> Any:
    if kept is None or not field.endswith(("_at", "_since", "_until")):
        return kept
    moment = datetime.fromisoformat(kept)
    # What was to last until a moment that passed meanwhile is over.
    return None if field.endswith("_until") and moment <= timezone.now() else moment
