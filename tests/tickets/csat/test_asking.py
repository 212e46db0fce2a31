"""Asking how it was when a ticket is resolved, and what the team sees of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conversations.models import Channel
from tests.factories import ChannelFactory, receive
from tickets.csat.asking import NothingToRate, rate
from tickets.models import Csat, Ticket, TicketEvent
from tickets.services import change_status, post_hub_message, post_reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(widget, bob) -> Ticket:
    ticket = receive(widget, "My invoice is wrong").ticket
    post_reply(ticket, by=bob, body="It is right now.")
    return ticket


@pytest.fixture
def resolved(ticket, bob) -> Ticket:
    return change_status(ticket, status="resolved", by=bob)


def test_a_resolved_ticket_is_asked_about_whoever_answered_last(ticket, alice, bob, signed_in) -> None:
    post_reply(ticket, by=alice, body="And the next one too.")

    for _twice in range(2):
        signed_in(bob).post(reverse("tickets:resolve", args=[ticket.number]))

    csat = Csat.objects.get()
    assert (csat.ticket, csat.about, csat.member, csat.rating) == (ticket, "member", alice, None)


def test_where_only_the_ai_answered_it_is_about_the_ai(widget, bob) -> None:
    ticket = receive(widget).ticket
    post_hub_message(ticket, author="ai", body="Invoices go by mail.", source_id="answer")

    change_status(ticket, status="resolved", by=bob)

    assert (Csat.objects.get().about, Csat.objects.get().member) == ("ai", None)


def test_where_nobody_answered_nobody_is_asked(widget, bob) -> None:
    change_status(receive(widget).ticket, status="resolved", by=bob)

    assert not Csat.objects.exists()


def test_a_channel_can_be_told_not_to_ask(ticket, widget, bob) -> None:
    widget.settings = {"asks_csat": False}
    widget.save()

    change_status(Ticket.objects.get(pk=ticket.pk), status="resolved", by=bob)

    assert not Csat.objects.exists()


@pytest.mark.parametrize("kind", ["email", "slack", "api"])
def test_a_channel_that_can_not_ask_does_not(kind, launchpad, bob) -> None:
    channel: Channel = ChannelFactory(tenant=launchpad, kind=kind)
    ticket = receive(channel).ticket
    post_reply(ticket, by=bob, body="Done.")

    change_status(ticket, status="resolved", by=bob)

    assert not Csat.objects.exists()


@pytest.mark.parametrize("status", ["open", "pending"])
def test_only_a_resolution_asks(status, ticket, bob) -> None:
    change_status(ticket, status=status, by=bob)

    assert not Csat.objects.exists()


def test_resolved_again_it_is_asked_again_and_the_first_rating_is_kept(resolved, bob) -> None:
    rate(resolved, rating=2)
    change_status(resolved, status="open", by=bob)
    change_status(resolved, status="resolved", by=bob)

    assert list(Csat.objects.order_by("pk").values_list("rating", flat=True)) == [2, None]


def test_a_rating_enters_the_timeline_once(resolved) -> None:
    for rating in (4, 4, 5):
        rate(resolved, rating=rating)

    events = TicketEvent.objects.filter(ticket=resolved, kind="rated").order_by("pk")
    assert [event.sentence for event in events] == ["Customer rated it: 4 of 5", "Customer rated it: 5 of 5"]


def test_a_comment_stays_when_the_rating_changes_without_one(resolved) -> None:
    rate(resolved, rating=4, comment="Quick")
    rate(resolved, rating=5)

    assert (Csat.objects.get().rating, Csat.objects.get().comment) == (5, "Quick")


def test_after_a_day_it_stays_as_it_is(resolved) -> None:
    rate(resolved, rating=4)
    Csat.objects.update(answered_at=timezone.now() - timedelta(days=1, minutes=1))

    with pytest.raises(NothingToRate):
        rate(resolved, rating=1)
    assert Csat.objects.get().rating == 4


def test_a_day_counts_from_the_first_answer(resolved) -> None:
    rate(resolved, rating=4)
    first = timezone.now() - timedelta(hours=23)
    Csat.objects.update(answered_at=first)

    rate(resolved, rating=5)

    assert Csat.objects.get().answered_at == first


def test_a_reopened_ticket_that_was_not_rated_is_not_any_more(resolved, bob) -> None:
    change_status(resolved, status="open", by=bob)

    with pytest.raises(NothingToRate):
        rate(resolved, rating=5)


def test_the_tickets_page_shows_the_rating(resolved, vera, signed_in) -> None:
    client, url = signed_in(vera), reverse("tickets:detail", args=[resolved.number])
    assert "Asked, not answered yet" in client.get(url).content.decode()

    rate(resolved, rating=2, comment="Slow <b>and</b> rude")

    page = client.get(url).content.decode()
    assert "2 of 5" in page
    assert "Slow &lt;b&gt;and&lt;/b&gt; rude" in page
    assert "About Bob" in page
    assert "2 of 5" in client.get(reverse("tickets:live", args=[resolved.number])).content.decode()


def test_a_long_comment_folds_and_is_there_as_a_whole(resolved, bob, signed_in) -> None:
    rate(resolved, rating=2, comment="Slow " * 100 + "at last")

    page = signed_in(bob).get(reverse("tickets:detail", args=[resolved.number])).content.decode()

    assert "The whole comment" in page
    assert page.count("at last") == 1


def test_a_ticket_that_was_never_asked_about_shows_no_card(ticket, bob, signed_in) -> None:
    page = signed_in(bob).get(reverse("tickets:detail", args=[ticket.number])).content.decode()

    assert "Asked, not answered yet" not in page


def test_it_is_summed_up_by_whom_it_is_about(widget, ticket, alice, bob) -> None:
    def resolve(rating: int | None, by_ai: bool = False) -> None:
        one = receive(widget).ticket
        if by_ai:
            post_hub_message(one, author="ai", body="Here.", source_id="answer")
        else:
            post_reply(one, by=bob, body="Here.")
        change_status(one, status="resolved", by=alice)
        if rating:
            rate(one, rating=rating)

    for rating in (5, 4, 2, None):
        resolve(rating)
    resolve(3, by_ai=True)

    rows = Csat.objects.for_tenant(widget.tenant)
    assert rows.about_member(bob).summary() == {"asked": 4, "answered": 3, "good": 2, "average": 11 / 3}
    assert rows.about_member(alice).summary() == {"asked": 0, "answered": 0, "good": 0, "average": None}
    assert rows.about_ai().summary() == {"asked": 1, "answered": 1, "good": 0, "average": 3}
    hour = timedelta(hours=1)
    now = timezone.now()
    assert rows.asked_between(now - hour, now + hour).answered().count() == 4
    assert rows.asked_between(now + hour, now + 2 * hour).count() == 0
