"""Every URL of the hub, tried by somebody it is not for.

The test walks the URL conf, so a new URL fails here until it says what it is: open to everybody, or
belonging to a tenant, whose outsider then gets 404 (or the page of their own tenant).
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.urlwalk import Things, make_things, our_addresses, url_of

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


@pytest.mark.parametrize("address", OURS, ids=str)
def test_an_outsider_gets_nothing_of_another_tenant(address, launchpads, charlie, signed_in) -> None:
    url = url_of(address, launchpads)
    client = signed_in(charlie)

    for response in (client.get(url), client.post(url)):
        if response.status_code == 405:
            continue
        if set(address.takes) - NAMES_NOTHING:
            # A member holds no visitor's session, and without one nothing is looked for at all.
            refused = 401 if address.name.startswith(SESSIONS_ONLY) else 404
            assert response.status_code == refused, (url, response.status_code)
        else:
            assert response.status_code in (200, 302, 400, 401, 403, 422), (url, response.status_code)
            body = b"".join(response) if response.streaming else response.content
            assert b"My invoice is wrong" not in body
            assert b"Refunds take a week" not in body


@pytest.mark.parametrize("address", OURS, ids=str)
def test_a_stranger_is_asked_to_sign_in(address, launchpads, client: Client) -> None:
    url = url_of(address, launchpads)

    for response in (client.get(url), client.post(url)):
        assert response.status_code in (302, 401, 403, 405), (url, response.status_code)
        if response.status_code == 302:
            assert response["Location"].startswith(("/accounts/login/", "/conversations/tickets/")), url
