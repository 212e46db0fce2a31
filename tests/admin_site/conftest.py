"""Who looks at the admin, and what there is to see."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from accounts.models import Tenant, User
from tests.admin_site.rows import fill


@pytest.fixture(autouse=True)
def no_warning_for_a_refusal(caplog) -> None:
    """Refusals are expected here, and writing down where each came from takes most of a test's time."""
    caplog.set_level(logging.ERROR, logger="django.request")


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator@example.com", "demo", name="Olga")


@pytest.fixture
def browser(operator) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def house(launchpad, alice, bob, widget, settings, tmp_path) -> Tenant:
    """At least one row of every model of ours."""
    settings.MEDIA_ROOT = tmp_path
    fill(launchpad, owner=alice, agent=bob, widget=widget)
    return launchpad
