"""What the customer did on the site, beside their ticket."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from conversations.models import Customer
from tests.factories import JourneyEventFactory, receive
from tickets.journey import PAGE
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "The export fails").ticket


@pytest.fixture
def client(signed_in, vera):
    """A viewer's: whoever reads the ticket reads this."""
    return signed_in(vera)


@pytest.fixture
def did(ticket):
    """`did(5, name="Prices")`: what the ticket's customer did that many minutes before they opened it."""

    def do(minutes_before: float, **fields):
        its = {"tenant": ticket.tenant, "channel": ticket.channel, "customer": ticket.customer, **fields}
        moment = ticket.created_at - timedelta(minutes=minutes_before)
        return JourneyEventFactory(**its, happened_at=moment)

    return do


def around(ticket: Ticket, client) -> str:
    return client.get(reverse("tickets:around", args=[ticket.number]), headers=HTMX).content.decode()


def journey_url(ticket: Ticket, before: object = None) -> str:
    query = {} if before is None else {"before": before}
    return reverse("tickets:journey", args=[ticket.number], query=query)


def lines(html: str) -> list[str]:
    """What each entry says first, newest first."""
    entries = re.findall(r"<li.*?</li>", html[max(html.find("journey-title"), 0) :], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", entry).split()) for entry in entries]


def test_it_shows_pages_and_events_and_the_moment_the_ticket_was_opened(ticket, did, client) -> None:
    did(50, name="Prices", url="https://www.example.com/prices")
    did(40, name="", url="https://www.example.com/export")
    did(30, kind="event", name="export_failed", properties={"rows": 4000, "is_retry": False, "why": None})
    did(-20, name="Status", url="https://www.example.com/status")

    shown = around(ticket, client)

    assert [line.split(" ")[0] for line in lines(shown)[:5]] == [
        "Status",
        "Opened",
        "Export",
        "/export",
        "Prices",
    ]
    assert lines(shown)[2].startswith("Export failed rows 4000 is_retry no")
    assert 'title="https://www.example.com/prices"' in shown
    assert "<time data-relative" in shown


def test_where_nothing_is_known_there_is_no_card(ticket, client) -> None:
    assert "journey-title" not in around(ticket, client)


def test_older_ones_come_by_key_until_there_are_no_more(ticket, did, client) -> None:
    for minutes in range(PAGE * 2 + 1):
        did(minutes + 1, name=f"Page {minutes}")
    did(PAGE + 1, name="At the same moment")

    shown, seen = around(ticket, client), []
    while more := re.search(r'hx-get="([^"]+\?before=\d+)"', shown):
        seen += lines(shown)[: PAGE + 1]
        shown = client.get(more.group(1), headers=HTMX).content.decode()
        assert "<html" not in shown
    seen += lines(shown)

    names = [line.split(" /")[0] for line in seen if "Show more" not in line]
    assert names[0].startswith("Opened this ticket")
    assert len(names) == len(set(names)) == PAGE * 2 + 3


@pytest.mark.parametrize("minutes", [0.5, 8.5, 9, 12.5, 40])
def test_the_opening_is_marked_once_wherever_it_falls(ticket, did, client, minutes) -> None:
    events = [did(number, name=f"Page {number}") for number in range(1, 21)]
    Ticket.objects.update(created_at=ticket.created_at - timedelta(minutes=minutes))

    pages = [around(ticket, client)]
    while more := re.search(r'hx-get="([^"]+\?before=\d+)"', pages[-1]):
        pages.append(client.get(more.group(1), headers=HTMX).content.decode())

    together = "".join(pages)
    assert together.count("journey-opening") == 1
    place = together.index("journey-opening")
    after = sum(together.index(f"{event.name}<") < place for event in events)
    assert after == sum(number < minutes for number in range(1, 21))


def test_without_scripts_it_is_a_page_of_its_own(ticket, did, client) -> None:
    edge = did(1, name="Newer")
    did(2, name="Older")

    page = client.get(journey_url(ticket, edge.pk)).content.decode()

    assert "<html" in page
    assert "Older" in page
    assert "Newer" not in page


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, 10**17])
def test_a_key_that_is_none_of_this_customers_shows_nothing_of_others(ticket, widget, client, before) -> None:
    JourneyEventFactory(tenant=widget.tenant, channel=widget, name="Somebody else's")

    response = client.get(journey_url(ticket, before), headers=HTMX)

    assert response.status_code == 200
    assert "Somebody" not in response.content.decode()


def test_another_customers_journey_is_not_shown(ticket, widget, client) -> None:
    other = JourneyEventFactory(tenant=widget.tenant, channel=widget, name="Somebody else's")

    assert "Somebody" not in around(ticket, client)
    assert client.get(journey_url(ticket, other.pk), headers=HTMX).content.decode().strip() == ""


def test_an_outsider_sees_none(ticket, did, charlie, signed_in) -> None:
    did(1)

    assert signed_in(charlie).get(journey_url(ticket)).status_code == 404


def test_a_recording_is_linked_with_where_it_leads(ticket, client) -> None:
    claimed = {"session_recording_url": "https://eu.posthog.com/replay/1?a=1&b=2"}
    Customer.objects.update(traits={"claimed": claimed})

    shown = around(ticket, client)

    link = 'href="https://eu.posthog.com/replay/1?a=1&amp;b=2" target="_blank" rel="noopener noreferrer"'
    assert link in shown
    assert ">eu.posthog.com<" in shown
    assert "session_recording_url" not in client.get(ticket.get_absolute_url()).content.decode()


def test_an_address_that_is_no_link_stays_a_claim(ticket, client) -> None:
    Customer.objects.update(traits={"claimed": {"session_recording_url": "javascript:alert(1)"}})

    assert "javascript:" not in around(ticket, client)
    assert "javascript:alert(1)" in client.get(ticket.get_absolute_url()).content.decode()


def test_what_a_browser_says_is_shown_as_text(ticket, did, client) -> None:
    did(1, name="<b>bold</b>", url='https://x.example/"onload="', properties={"a": "<i>"})

    shown = around(ticket, client)

    assert "&lt;b&gt;bold" in shown
    assert "&lt;i&gt;" in shown
    assert '"onload="' not in shown


def test_the_panel_costs_the_same_however_long_the_journey(ticket, did, client, count_queries) -> None:
    did(1)
    around(ticket, client)
    with count_queries() as few:
        around(ticket, client)
    for minutes in range(30):
        did(minutes, properties={"n": minutes})
    with count_queries() as many:
        around(ticket, client)

    assert len(many) == len(few)


def test_the_list_keeps_its_name_until_something_new_happens(ticket, did, client) -> None:
    """By it the page knows whether what was opened in the list may stay."""

    def name() -> str:
        return re.search(r'<ol class="journey" id="([^"]+)" hx-preserve>', around(ticket, client)).group(1)

    did(5)
    before = name()
    did(9)
    assert name() == before
    did(1)
    assert name() != before
