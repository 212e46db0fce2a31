"""One thing after another in a single test, each as if it were the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def alone(what: object) -> Iterator[None]:
    """What is done inside is taken back, and a failure says that it was about `what`."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    except Exception as error:
        error.add_note(f"This was about {what}.")
        raise
