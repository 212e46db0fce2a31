"""Every page of the hub, asked for with a few rows and with many: it costs as many queries.

The test walks the URL conf, so a new page is held to this without being named here.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import Member
from tests.plenty import DEMO_SITE, add_one_of_everything
from tests.urlwalk import VISITOR_TOKEN, Address, Things, make_things, our_addresses, url_of

pytestmark = pytest.mark.django_db

TIMES = 8

# Open for as long as somebody listens: there is no moment at which they have cost what they cost.
STREAMS = {"conversations:live", "channels_app:widget-events"}

# They lead to a page, and are none.
REDIRECTS = {"root", "home", "accounts:settings"}

# What a page needs to be asked.
ASKED: dict[str, dict[str, str]] = {"channels_app:widget-frame": {"key": "launchpad-widget"}}

WAYS = {"plain": {}, "htmx": {"HX-Request": "true"}}

# Not the hub's members ask for these, but a machine with a key of its own.
MACHINES = {"metrics"}

PAGES = [address for address in our_addresses() if address.name not in STREAMS | MACHINES]


@pytest.fixture(autouse=True)
def no_warning_for_a_refusal(caplog) -> None:
    """A wrong method is expected here, and writing down where each came from takes most of a test's time."""
    caplog.set_level(logging.ERROR, logger="django.request")


@pytest.fixture
def things(alice, bob, widget, settings, tmp_path) -> Things:
    settings.MEDIA_ROOT = tmp_path
    settings.HUB_DEMO = True
    widget.settings = {"demo_site": DEMO_SITE}
    widget.save()
    made = make_things(widget=widget, owner=alice, agent=bob)
    add_one_of_everything(made, owner=alice, number=1)
    return made


def test_the_cost_of_no_page_grows_with_rows(things, alice, signed_in, count_queries) -> None:
    client = signed_in(alice)
    asks = {
        (address.name, way): partial(ask_for, address, url_of(address, things), client, way)
        for address in PAGES
        for way in WAYS
    }
    asks = {page: ask for page, ask in asks.items() if ask().status_code != 405}
    few = {page: statements_of(ask, count_queries) for page, ask in asks.items()}
    add_many(things, alice)
    many = {page: statements_of(ask, count_queries) for page, ask in asks.items()}

    grown = [page for page in asks if len(many[page]) > len(few[page])]
    assert not grown, "\n".join(difference(page, few[page], many[page]) for page in grown)


def test_every_kind_of_row_grows(things, alice) -> None:
    """A page that shows rows of a new kind is held to nothing until there are more of them."""
    add_many(things, alice)
    rows = {model._meta.label: model._default_manager.count() for model in our_models()}

    assert {label: count for label, count in rows.items() if count < TIMES} == {}


def ask_for(address: Address, url: str, client: Client, way: str) -> HttpResponseBase:
    """The whole answer, read to its end, to alice and to the visitor whose thread the ticket is."""
    headers = {"Authorization": f"Bearer {VISITOR_TOKEN}", **WAYS[way]}
    response = client.get(url, ASKED.get(address.name), headers=headers)
    if response.streaming:
        b"".join(response)
    expected = (302,) if address.name in REDIRECTS else (200, 405)
    assert response.status_code in expected, (url, response.status_code)
    return response


def statements_of(ask: Callable[[], HttpResponseBase], count_queries: Callable) -> list[str]:
    """What a warm request asks the database."""
    ask()
    with count_queries() as queries:
        ask()
    return [re.sub(r"\b\d+\b", "?", query["sql"]) for query in queries.captured_queries]


def difference(page: tuple[str, str], few: list[str], many: list[str]) -> str:
    repeated = Counter(many) - Counter(few)
    lines = [f"  {count} more: {sql[:200]}" for sql, count in repeated.most_common()]
    return "\n".join([f"{' '.join(page)}: {len(few)} queries became {len(many)}", *lines])


def add_many(things: Things, owner: Member) -> None:
    for number in range(2, TIMES + 1):
        add_one_of_everything(things, owner=owner, number=number)


def our_models() -> list[type[models.Model]]:
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    return [model for app in ours for model in app.get_models()]
