from __future__ import annotations

import pytest

from tests.agent.outcomes.after import ASKED
from tests.widget.conftest import Visitor


@pytest.fixture
def visitor(widget) -> Visitor:
    visitor = Visitor(widget.public_key)
    visitor.open()
    return visitor


@pytest.fixture
def answer(refunds, visitor, work_off) -> dict:
    """The AI's answer to the visitor's question."""
    visitor.write(ASKED)
    work_off()
    message = visitor.read().json()["messages"][-1]
    assert "5 working days" in message["html"]
    return message
