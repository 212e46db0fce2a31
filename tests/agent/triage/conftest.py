from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.api_keys import create_api_key
from agent.triage.profile import measure_issues
from knowledge.imports.known_issues import read_known_issues
from knowledge.services import create_article, publish_now
from tests.factories import receive
from tickets.models import Ticket

ISSUES = Path("ai/training/triage/known_issues.json")
CHECKOUT = "Customers get error 500 at the mobile checkout when they pay"
BILL = "The monthly invoice shows the wrong VAT rate since March, please send a corrected invoice"
VAGUE = "It does not work"


def load_issues(tenant) -> None:
    for entry in read_known_issues(ISSUES.name, ISSUES.read_bytes()):
        fields = entry.model_dump(include={"title", "body", "kind", "category", "external_id", "details"})
        publish_now(version=create_article(tenant=tenant, by=None, **fields).latest, by=None)
    measure_issues(tenant)


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    """Each test has its own minute of requests."""
    cache.clear()


@pytest.fixture
def issues(launchpad) -> None:
    load_issues(launchpad)


@pytest.fixture
def key(alice) -> str:
    return create_api_key(name="Warehouse", by=alice)[1]


@pytest.fixture
def browser(bob, signed_in):
    return signed_in(bob)


@pytest.fixture
def ticket(widget, work_off) -> Ticket:
    """Triaged, as every new one."""
    ticket = receive(widget, BILL).ticket
    work_off()
    ticket.refresh_from_db()
    return ticket


def lines_of(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]
