"""Every URL of the hub, tried by somebody it is not for.

The test walks the URL conf, so a new URL fails here until it says what it is: open to everybody, or
belonging to a tenant, whose outsider then gets 404 (or the page of their own tenant).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Invitation
from conversations.attachments import store_upload
from conversations.deliveries import queue_delivery
from conversations.services import post_message
from knowledge.services import create_article
from tests.factories import TeamFactory, receive

pytestmark = pytest.mark.django_db

# Libraries' own pages, with their own tests and their own rule (a platform admin; the signed-in user).
OTHERS = ("admin/", "accounts/")

# No sign-in at all: each has a test of its own that says what a stranger may do there.
PUBLIC = {
    "root",
    "health",
    "health-live",
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
    "knowledge:help-article",
}

# Pages of one's own tenant, with nothing of another in the address: an outsider sees their own.
OWN = {"conversations:live", "home"}


@dataclass(frozen=True)
class Address:
    """A URL of the hub: its name, and the names of what it takes."""

    name: str
    takes: tuple[str, ...]
    route: str

    def __str__(self) -> str:
        return self.name


def addresses(
    resolver: URLResolver, namespace: str = "", takes: tuple[str, ...] = (), route: str = ""
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        inner, path = (*takes, *entry.pattern.converters), f"{route}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}", inner, path)
        else:
            deeper = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, deeper, inner, path)


OURS = [
    address
    for address in addresses(get_resolver())
    if not address.route.startswith(OTHERS) and address.name not in PUBLIC
]


@pytest.fixture
def launchpads(launchpad, alice, bob, widget, settings, tmp_path) -> dict[str, object]:
    """A value of launchpad's for every name that a URL of ours takes."""
    settings.MEDIA_ROOT = tmp_path
    ticket = receive(widget, "My invoice is wrong").ticket
    message = post_message(discussion=ticket.discussion, author=bob, body="I look into it.")[0]
    attachment = store_upload(discussion=ticket.discussion, upload=SimpleUploadedFile("a.txt", b"Hello"))
    article = create_article(tenant=launchpad, title="Refunds", body="Refunds take a week.", by=alice)
    invitation = Invitation(tenant=launchpad, email="new@example.com")
    invitation.renew_token()
    invitation.save()
    return {
        "number": ticket.number,
        "delivery_id": queue_delivery(message, widget).pk,
        "attachment": attachment.pk,
        "article": article,
        "team": TeamFactory(tenant=launchpad).pk,
        "member": bob.pk,
        "invitation": invitation.pk,
        "widget": widget,
    }


def url_of(address: Address, values: dict[str, object]) -> str:
    """The address of launchpad's thing. A name nobody taught this test is an error, not a skip."""
    found = {}
    for key in address.takes:
        special = SPECIAL.get((address.name, key)) or SPECIAL.get((address.name.split(":")[0], key))
        found[key] = special(address.name, values) if special else values[key]
    return reverse(address.name, kwargs=found)


def _accounts_pk(name: str, values: dict[str, object]) -> object:
    kind = name.split(":")[1].split("-")[0]
    return values[kind]


SPECIAL: dict[tuple[str, str], Callable[[str, dict], object]] = {
    ("accounts", "pk"): _accounts_pk,
    ("accounts:switch", "slug"): lambda name, values: "launchpad",
    ("conversations:attachment", "pk"): lambda name, values: values["attachment"],
    ("knowledge", "slug"): lambda name, values: values["article"].slug,
    ("knowledge", "pk"): lambda name, values: values["article"].latest.pk,
    ("knowledge", "version_number"): lambda name, values: values["article"].latest.number,
    ("channels_app", "pk"): lambda name, values: values["widget"].pk,
}


@pytest.mark.parametrize("address", OURS, ids=str)
def test_an_outsider_gets_nothing_of_another_tenant(address, launchpads, charlie, signed_in) -> None:
    url = url_of(address, launchpads)
    client = signed_in(charlie)

    for response in (client.get(url), client.post(url)):
        if response.status_code == 405:
            continue
        if address.takes:
            assert response.status_code == 404, (url, response.status_code)
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
