from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from agent.models import Dissatisfaction, Signal
from analytics.escalations.figures import quantile
from conversations.models import Message
from tests.factories import CustomerFactory, receive
from tickets.models import Ticket
from tickets.services import escalate_ticket
from tickets.services.merging import merge_tickets
from tickets.services.privacy import make_private

pytestmark = pytest.mark.django_db

PAGE = "/conversations/analytics/"


@pytest.fixture
def conversation(widget):
    """A conversation of so many messages, escalated for a reason at some words."""

    def happen(messages: int = 1, reason: str = "", phrases=(), days_ago: int = 0) -> Ticket:
        customer = CustomerFactory(tenant=widget.tenant)
        received = [receive(widget, f"Message {number}", customer=customer) for number in range(messages)]
        ticket = received[0].ticket
        if phrases:
            state = Dissatisfaction.objects.create(tenant=widget.tenant, ticket=ticket)
            for one, (kind, phrase) in zip(received, phrases, strict=False):
                Signal.objects.create(
                    tenant=widget.tenant,
                    dissatisfaction=state,
                    message=one.message,
                    kind=kind,
                    phrase=phrase,
                    chance=0.9,
                )
        if reason:
            escalate_ticket(ticket, reason=reason)
        Ticket.objects.filter(pk=ticket.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
        return Ticket.objects.get(pk=ticket.pk)

    return happen


def text_of(client, url: str = PAGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def numbers_and_links(client) -> list[tuple[int, str]]:
    """Every number of the page that leads somewhere."""
    page = client.get(PAGE).content.decode()
    found = re.findall(r'<a href="(/conversations/tickets/\?[^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [(int(re.sub(r"<[^>]+>", " ", text).split()[0]), unescape(url)) for url, text in found]


def tickets_in(client, url: str) -> list[str]:
    """The numbers of the tickets in a list of the inbox, in which nothing of the address was left out."""
    page = client.get(url).content.decode()
    assert "left out" not in page
    return re.findall(r'id="row-(\d+)"', page)


def test_the_rate_says_of_how_many(conversation, bob, signed_in) -> None:
    for _one in range(18):
        conversation()
    conversation(3, "dissatisfaction", [("phrase", "useless")])
    conversation(1, "no_knowledge")

    text = text_of(signed_in(bob))

    assert "10% 2 escalated of 20 conversations that began in the period" in text
    assert "Over the reference of 5%" in text
    assert "Customer is dissatisfied" in text
    assert "No knowledge about it" in text
    assert "“useless”" in text
    assert "Median 2; half of them between 1.5 and 2.5" in text


def test_under_the_reference_it_says_so(conversation, bob, signed_in) -> None:
    for _one in range(21):
        conversation()
    conversation(1, "customer_asked", [("request", "")])

    text = text_of(signed_in(bob))
    assert "4.5%" in text
    assert "Under the reference of 5%" in text
    assert "Asked for a person" in text


def test_each_number_leads_to_exactly_its_tickets(conversation, bob, signed_in) -> None:
    conversation()
    conversation(3, "dissatisfaction", [("phrase", "useless"), ("classifier", ""), ("phrase", "useless")])
    conversation(12, "dissatisfaction", [("phrase", "useless"), ("phrase", "a “waste” & more")])
    conversation(1, "customer_asked", [("request", "")])
    conversation(2, "low_confidence")
    client = signed_in(bob)

    links = numbers_and_links(client)

    assert len(links) >= 12
    for number, url in links:
        assert len(tickets_in(client, url)) == number, url


def test_a_merged_conversation_is_counted_and_listed_where_it_goes_on(conversation, bob, signed_in) -> None:
    source, target = conversation(1, "manual"), conversation(1, "manual")
    merge_tickets(source, into=target, by=bob, is_confirmed=True)
    client = signed_in(bob)

    assert "1 escalated of 1 conversation " in text_of(client)
    for number, url in numbers_and_links(client):
        assert (number, tickets_in(client, url)) == (1, [str(target.number)]), url


def test_a_private_ticket_is_in_the_numbers_of_who_reads_it_and_of_nobody_else(
    conversation, alice, bob, signed_in
) -> None:
    conversation(2, "no_knowledge")
    ticket = conversation(1, "dissatisfaction", [("phrase", "my secret")])
    private = Ticket.objects.for_detail().get(pk=ticket.pk)
    make_private(private, owner=alice, readers=[], with_ai=False, by=alice)

    for member, count in ((alice, 2), (bob, 1)):
        client = signed_in(member)
        text = text_of(client)
        assert f"{count} escalated of {count} conversation" in text
        assert ("my secret" in text) is (member == alice)
        for number, url in numbers_and_links(client):
            assert len(tickets_in(client, url)) == number, url


def test_what_a_list_is_narrowed_to_is_said(conversation, bob, signed_in) -> None:
    conversation(1, "dissatisfaction", [("phrase", "useless")])
    client = signed_in(bob)
    [url] = [url for _number, url in numbers_and_links(client) if "words=" in url]

    text = text_of(client, url)

    assert "Escalated at “useless”" in text.replace(":", "")
    assert "Not merged away" in text


def test_signals_after_the_escalation_triggered_nothing(conversation, bob, signed_in) -> None:
    ticket = conversation(1, "dissatisfaction", [("phrase", "useless")])
    later = receive(ticket.channel, "hopeless", customer=ticket.customer)
    Signal.objects.create(
        tenant=ticket.tenant,
        dissatisfaction=ticket.dissatisfaction,
        message=later.message,
        kind="phrase",
        phrase="hopeless",
        chance=1,
    )
    assert Message.objects.count() == 2

    text = text_of(signed_in(bob))

    assert "hopeless" not in text
    assert "1 message " in text


def test_the_period_is_chosen(conversation, bob, signed_in) -> None:
    conversation(days_ago=40)
    conversation(1, "manual", days_ago=8)
    client = signed_in(bob)

    assert "1 escalated of 1 conversation " in text_of(client)
    assert "1 escalated of 2 conversations" in text_of(client, PAGE + last(90))
    assert "No conversations in this period" in text_of(client, PAGE + last(7))
    assert 'aria-current="page">Last 90 days' in client.get(PAGE + last(90)).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "from=x&to=y",
        "from=2026-05-02&to=2026-05-01",
        "from=2026-02-30&to=2026-03-01",
        "from=0001-01-01&to=9999-12-31",
    ],
)
def test_a_period_that_makes_no_sense_is_the_usual_one(bob, signed_in, query) -> None:
    page = signed_in(bob).get(f"{PAGE}?{query}").content.decode()
    assert 'aria-current="page">Last 30 days' in page


def test_an_outsider_sees_their_own_figures_only(conversation, charlie, signed_in) -> None:
    conversation(1, "dissatisfaction", [("phrase", "useless")])
    client = signed_in(charlie)

    assert "No conversations in this period" in text_of(client)
    assert "useless" not in text_of(client, "/conversations/tickets/filters/")
    assert tickets_in(client, "/conversations/tickets/?view=all&words=useless") == []


def test_every_member_finds_it_in_the_menu(vera, signed_in) -> None:
    page = signed_in(vera).get(PAGE).content.decode()
    assert f'href="{reverse("analytics:index")}" aria-current="page"' in page


def test_quantiles_are_linear_between_neighbours() -> None:
    counts = [(1, 2), (4, 1), (9, 1)]
    assert quantile(counts, 0.5) == 2.5
    assert quantile(counts, 0.25) == 1
    assert quantile(counts, 1) == 9


def last(days: int) -> str:
    today = timezone.now().date()
    return f"?from={today - timedelta(days=days - 1)}&to={today}"
