"""The bell, its panel and the page of notifications."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.factories import receive
from tickets.models import Notification
from tickets.services import assign_ticket, post_note

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def url(name: str, *args: object) -> str:
    return reverse(f"notifications:{name}", args=args)


@pytest.fixture
def notification(ticket, alice, bob) -> Notification:
    """Alice assigned bob a ticket."""
    assign_ticket(ticket, owner=bob, team=None, by=alice)
    return Notification.objects.get(member=bob)


def test_the_page_says_what_happened_and_leads_to_the_ticket(notification, ticket, bob, signed_in) -> None:
    page = signed_in(bob).get(url("list")).content.decode()

    assert "Alice assigned it to you" in page
    assert "My invoice is wrong" in page
    assert f'href="{ticket.get_absolute_url()}"' in page


def test_unread_comes_before_read_whatever_is_newer(widget, notification, alice, bob, signed_in) -> None:
    other = receive(widget, "The export is empty").ticket
    assign_ticket(other, owner=bob, team=None, by=alice)
    newer = Notification.objects.get(ticket=other)
    signed_in(bob).post(url("read", newer.pk))

    page = signed_in(bob).get(url("list")).content.decode()

    assert page.index("My invoice is wrong") < page.index("Earlier") < page.index("The export is empty")


def test_an_empty_page_says_what_will_be_here(bob, signed_in) -> None:
    assert b"Nothing to tell you yet" in signed_in(bob).get(url("list")).content


def test_a_note_that_was_deleted_is_not_quoted_any_more(ticket, alice, bob, signed_in) -> None:
    from conversations.services import delete_message

    note = post_note(ticket, by=alice, body="@bob the customer's secret is 4711")
    assert b"4711" in signed_in(bob).get(url("list")).content

    delete_message(note, by=alice)

    assert b"4711" not in signed_in(bob).get(url("list")).content


def test_the_page_goes_on_where_it_ended(widget, ticket, bob, signed_in) -> None:
    from django.utils import timezone

    for number in range(60):
        received = receive(widget, f"Ticket {number:02}")
        Notification.objects.create(
            tenant=ticket.tenant, member=bob, ticket=received.ticket, kind="replied", read_at=timezone.now()
        )
    client = signed_in(bob)

    first = client.get(url("list")).content.decode()
    older = re.search(r'href="([^"]*\?before=\d+)"', first)
    second = client.get(older[1]).content.decode()

    found = re.findall(r"Ticket \d\d", first), re.findall(r"Ticket \d\d", second)
    assert (len(found[0]), len(found[1])) == (50, 10)
    assert not set(found[0]) & set(found[1])


@pytest.mark.parametrize("before", ["999999", "x", "-1", "9" * 30])
def test_a_page_link_that_is_not_ones_own_is_refused_or_the_first_page(before, bob, signed_in) -> None:
    assert signed_in(bob).get(url("list"), {"before": before}).status_code in (200, 404)


def test_the_count_is_asked_for_by_the_page_and_costs_the_page_nothing(
    notification, bob, signed_in, count_queries
) -> None:
    client = signed_in(bob)
    client.get(reverse("tickets:list"))
    with count_queries() as queries:
        page = client.get(reverse("tickets:list")).content.decode()

    assert url("count") in page
    assert not [query for query in queries.captured_queries if "notification" in query["sql"]]


def test_the_bell_counts_what_is_unread(notification, bob, alice, signed_in) -> None:
    assert b"1 is new" in signed_in(bob).get(url("count")).content
    assert signed_in(alice).get(url("count")).content.strip() == b""


def test_the_panel_shows_the_newest(notification, bob, signed_in) -> None:
    assert b"Alice assigned it to you" in signed_in(bob).get(url("panel"), headers=HTMX).content


def test_what_the_panel_tells_of_one_ticket_is_one_line(
    notification, ticket, widget, bob, alice, signed_in
) -> None:
    tenant, client = ticket.tenant, signed_in(bob)
    for kind in ("replied", "escalated"):
        Notification.objects.create(tenant=tenant, member=bob, ticket=ticket, kind=kind)
    other = receive(widget, "Something else").ticket
    Notification.objects.create(tenant=tenant, member=bob, ticket=other, kind="replied")
    theirs = Notification.objects.create(tenant=tenant, member=alice, ticket=ticket, kind="replied")

    panel = client.get(url("panel"), headers=HTMX).content.decode()
    assert panel.count("data-list-item") == 2
    assert panel.count("and 2 more") == 1

    row = client.post(url("read-alike", notification.pk), headers=HTMX).content
    assert b"data-unread" not in row
    unread = Notification.objects.filter(read_at=None)
    assert set(unread.values_list("member", "ticket")) == {(bob.pk, other.pk), (alice.pk, ticket.pk)}
    assert client.post(url("read-alike", theirs.pk)).status_code == 404


def test_one_is_marked_as_read_and_as_new_again(notification, bob, signed_in) -> None:
    client = signed_in(bob)

    for _twice in range(2):
        row = client.post(url("read", notification.pk), headers=HTMX)
        assert b"data-unread" not in row.content
    notification.refresh_from_db()
    assert not notification.is_unread

    for _twice in range(2):
        row = client.post(url("unread", notification.pk), headers=HTMX)
        assert b"data-unread" in row.content
    notification.refresh_from_db()
    assert notification.is_unread


def test_without_htmx_marking_leads_back_to_the_list(notification, bob, signed_in) -> None:
    for name, args in (("read", [notification.pk]), ("unread", [notification.pk]), ("read-all", [])):
        response = signed_in(bob).post(url(name, *args))
        assert response["Location"] == url("list")


def test_all_are_marked_as_read_and_twice_is_harmless(widget, notification, alice, bob, signed_in) -> None:
    assign_ticket(receive(widget, "The export is empty").ticket, owner=bob, team=None, by=alice)

    for _twice in range(2):
        page = signed_in(bob).post(url("read-all"), headers=HTMX)
        assert b"You have seen everything" in page.content
    assert not Notification.objects.of_member(bob).unread().exists()


def test_opening_the_ticket_reads_what_was_told_of_it(
    widget, notification, ticket, alice, bob, signed_in
) -> None:
    assign_ticket(receive(widget, "The export is empty").ticket, owner=bob, team=None, by=alice)
    client = signed_in(bob)

    for _twice in range(2):
        assert client.post(reverse("tickets:read", args=[ticket.number])).status_code == 204

    assert Notification.objects.of_member(bob).unread().get().ticket != ticket


def test_a_colleagues_notification_is_not_ones_own(notification, alice, vera, charlie, signed_in) -> None:
    for member in (alice, vera, charlie):
        for name in ("read", "unread"):
            assert signed_in(member).post(url(name, notification.pk)).status_code == 404
        assert b"My invoice" not in signed_in(member).get(url("list")).content
    notification.refresh_from_db()
    assert notification.is_unread


def test_a_viewer_has_notifications_too(ticket, bob, vera, signed_in) -> None:
    post_note(ticket, by=bob, body="@vera please watch this")
    notification = Notification.objects.get(member=vera)

    assert b"Bob mentioned you" in signed_in(vera).get(url("list")).content
    assert signed_in(vera).post(url("read", notification.pk)).status_code == 302


@pytest.mark.parametrize("name", ["read", "unread", "read-all", "settings-save"])
def test_a_change_is_not_made_by_looking(name, notification, ticket, bob, signed_in) -> None:
    args = [notification.pk] if name in ("read", "unread") else []

    assert signed_in(bob).get(url(name, *args)).status_code == 405


def test_other_open_pages_hear_of_it(
    notification, ticket, alice, bob, signed_in, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    from conversations.live import publishing

    heard: list[str] = []
    monkeypatch.setattr(publishing, "_send", lambda tenant_id, events: heard.extend(events))

    with django_capture_on_commit_callbacks(execute=True):
        post_note(ticket, by=alice, body="@bob look")
    assert f"notifications-{bob.pk}" in heard
    heard.clear()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(bob).post(url("read-all"))
    assert heard == [f"notificationsread-{bob.pk}"]
