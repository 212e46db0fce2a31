from __future__ import annotations

import pytest

from tests.factories import receive
from tickets.models import Ticket


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "My invoice is wrong").ticket


@pytest.fixture(autouse=True)
def known_jobs() -> None:
    """Jobs are known once their modules are loaded, as in a worker."""
    import tickets.tasks  # noqa: F401
