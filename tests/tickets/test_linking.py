"""Linking tickets, and what stands around one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import CustomerFactory, receive
from tickets.models import Ticket, TicketLink

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def one(widget) -> Ticket:
    return receive(widget, "The export fails").ticket


@pytest.fixture
def other(widget) -> Ticket:
    return receive(widget, "The server is down").ticket


def url(name: str, ticket: Ticket, *args: object) -> str:
    return reverse(f"tickets:{name}", args=[ticket.number, *args])


def around(ticket: Ticket, client) -> str:
    return client.get(url("around", ticket), headers=HTMX).content.decode()


@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [
        ("relates", "relates to", "relates to"),
        ("duplicates", "duplicates", "is duplicated by"),
        ("blocks", "blocks", "is blocked by"),
    ],
)
def test_a_link_is_seen_from_both_sides(one, other, bob, signed_in, kind, there, back) -> None:
    client = signed_in(bob)
    for _time in range(2):
        client.post(url("link", one, other.number), {"kind": kind})

    assert TicketLink.objects.count() == 1
    assert f">{there}</span>" in around(one, client)
    assert f">{back}</span>" in around(other, client)
    assert f"Bob linked it: {there} #{other.number}" in client.get(one.get_absolute_url()).content.decode()
    assert f"#{one.number}" in client.get(other.get_absolute_url()).content.decode()


def test_that_two_relate_to_each_other_is_one_link(one, other, bob, signed_in) -> None:
    client = signed_in(bob)
    client.post(url("link", one, other.number), {"kind": "relates"})
    client.post(url("link", other, one.number), {"kind": "relates"})

    assert TicketLink.objects.count() == 1


def test_a_link_is_removed_from_either_side(one, other, bob, signed_in) -> None:
    client = signed_in(bob)
    client.post(url("link", one, other.number), {"kind": "blocks"})
    link = TicketLink.objects.get()

    client.post(url("unlink", other, link.pk), headers=HTMX)

    assert not TicketLink.objects.exists()
    assert one.events.filter(kind="unlinked").count() == other.events.filter(kind="unlinked").count() == 1
    assert client.post(url("unlink", other, link.pk)).status_code == 404


def test_what_can_not_be_linked_is_refused(one, other, bob, signed_in) -> None:
    client = signed_in(bob)
    itself = client.post(url("link", one, one.number), {"kind": "blocks"}, headers=HTMX)
    unknown = client.post(url("link", one, other.number), {"kind": "eats"}, headers=HTMX)

    assert (itself.status_code, unknown.status_code) == (422, 422)
    assert "to itself" in itself["HX-Trigger"]
    assert not TicketLink.objects.exists()


def test_nobody_else_links(one, other, vera, charlie, bob, signed_in) -> None:
    signed_in(bob).post(url("link", one, other.number), {"kind": "blocks"})
    link = TicketLink.objects.get()
    for where in (url("link", one, other.number), url("unlink", one, link.pk)):
        assert signed_in(vera).post(where, {"kind": "relates"}).status_code == 403
        assert signed_in(charlie).post(where, {"kind": "relates"}).status_code == 404
        assert signed_in(bob).get(where).status_code == 405
    assert TicketLink.objects.count() == 1


def test_the_dialog_finds_tickets_to_link(one, other, bob, signed_in) -> None:
    found = signed_in(bob).get(url("link-find", one), {"q": "server"}, headers=HTMX).content.decode()

    assert url("link", one, other.number) in found
    assert url("link", one, one.number) not in found


def test_earlier_tickets_and_those_of_the_company_are_shown(widget, launchpad, bob, vera, signed_in) -> None:
    mia, noah = (CustomerFactory(tenant=launchpad, company="Acme") for _one in range(2))
    stranger = CustomerFactory(tenant=launchpad, company="Other")
    now = receive(widget, "Now", customer=mia).ticket
    receive(widget, "Before", customer=mia, thread_key="before")
    receive(widget, "Of a colleague", customer=noah)
    receive(widget, "Of a stranger", customer=stranger)

    for member in (bob, vera):
        shown = around(now, signed_in(member))
        assert "Before" in shown
        assert "Of a colleague" in shown
        assert "Of a stranger" not in shown
        assert f"customer={mia.pk}" in shown


def test_a_customers_first_ticket_says_so(one, bob, signed_in) -> None:
    assert "This is the first ticket of this customer." in around(one, signed_in(bob))


def test_without_scripts_it_is_a_page(one, bob, signed_in) -> None:
    for name in ("around", "merge-find", "split-choose", "link-find"):
        assert b"<html" in signed_in(bob).get(url(name, one)).content
