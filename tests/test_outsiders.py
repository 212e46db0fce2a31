"""Every URL of the hub, tried by somebody it is not for.

The test walks the URL conf, so a new URL fails here until it says what it is: open to everybody, or
belonging to a tenant, whose outsider then gets 404 (or the page of their own tenant).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import Member
from tests.alone import alone
from tests.urlwalk import Address, Things, make_things, our_addresses, url_of

pytestmark = pytest.mark.django_db

# No sign-in at all: each has a test of its own that says what a stranger may do there.
PUBLIC = {
    "root",
    "health",
    "health-live",
    "metrics",
    "conversations:signed-attachment",
    "accounts:invitation",
    "accounts:invitation-accept",
    "accounts:invitation-register",
    "channels_app:widget-launcher",
    "channels_app:widget-looks",
    "channels_app:widget-theme",
    "channels_app:widget-frame",
    "channels_app:widget-sessions",
    "channels_app:demo",
    "channels_app:demo-site",
    "knowledge:file",
    "knowledge:help",
    "knowledge:help-article",
    "knowledge:help-category",
    "knowledge:help-search",
    "knowledge:help-sitemap",
    "knowledge:help-theme",
    "knowledge:help-vote",
    "knowledge:robots",
    "notifications:unsubscribe",
}

# Pages of one's own tenant, with nothing of another in the address: an outsider sees their own.
OWN = {"conversations:live", "home"}


# Parts of the widget's API that name a thing: for the holder of its session (tests/widget).
SESSIONS_ONLY = ("channels_app:widget-suggestion-", "channels_app:widget-file")


# What is to be done, not to what: an outsider may do it to what is theirs.
NAMES_NOTHING = {"verb"}

OURS = [address for address in our_addresses() if address.name not in PUBLIC]


@pytest.fixture
def launchpads(alice, bob, widget, settings, tmp_path) -> Things:
    """A thing of launchpad's for every name that a URL of ours takes."""
    settings.MEDIA_ROOT = tmp_path
    return make_things(widget=widget, owner=alice, agent=bob)


def test_an_outsider_gets_nothing_of_another_tenant(launchpads, charlie) -> None:
    leaks = {
        (address.name, method): problem
        for address, method, response in _asked(launchpads, by=charlie)
        if response.status_code != 405 and (problem := _leak(address, response))
    }

    assert not leaks


def test_a_stranger_is_asked_to_sign_in(launchpads) -> None:
    let_in = {
        (address.name, method): response.status_code
        for address, method, response in _asked(launchpads, by=None)
        if not _is_turned_away(response)
    }

    assert not let_in


def _asked(things: Things, *, by: Member | None) -> Iterator[tuple[Address, str, HttpResponseBase]]:
    """Every URL of ours, read and written to. What one of them changes, the next does not find changed."""
    for address in OURS:
        for method in ("get", "post"):
            with alone(address):
                client = Client()
                if by is not None:
                    client.force_login(by.user)
                yield address, method, getattr(client, method)(url_of(address, things))


def _leak(address: Address, response: HttpResponseBase) -> str:
    """What is wrong with an outsider's answer; nothing where it is as it must be."""
    if set(address.takes) - NAMES_NOTHING:
        # A member holds no visitor's session, and without one nothing is looked for at all.
        refused = 401 if address.name.startswith(SESSIONS_ONLY) else 404
        return "" if response.status_code == refused else f"{response.status_code} instead of {refused}"
    if response.status_code not in (200, 302, 400, 401, 403, 422):
        return str(response.status_code)
    body = b"".join(response) if response.streaming else response.content
    found = [words for words in (b"My invoice is wrong", b"Refunds take a week") if words in body]
    return f"it shows {found}" if found else ""


def _is_turned_away(response: HttpResponseBase) -> bool:
    if response.status_code == 302:
        return response.headers["Location"].startswith(("/accounts/login/", "/conversations/tickets/"))
    return response.status_code in (401, 403, 405)
