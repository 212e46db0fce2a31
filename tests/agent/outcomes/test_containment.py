"""What the AI resolved alone counts as contained until the customer comes back or people step in."""

from __future__ import annotations

import pytest
from django.utils import timezone

from agent.outcomes.silence import settle_the_silent
from tests.agent.outcomes.after import ASKED, let_pass, say
from tests.factories import receive
from tickets import containment
from tickets.models import ComeBack, Ticket
from tickets.services import post_note, post_reply

pytestmark = pytest.mark.django_db


def test_who_never_answered_counts_only_after_the_window(answer, launchpad, bob, signed_in) -> None:
    let_pass(days=2)
    settle_the_silent()
    number = Ticket.objects.get().number
    page = signed_in(bob).get(f"/conversations/tickets/{number}/").content.decode()
    assert "If the customer does not come back" in page

    let_pass(days=6)
    containment.settle_the_silent()
    assert Ticket.objects.get().contained is None

    let_pass(days=2)
    containment.settle_the_silent()
    assert Ticket.objects.get().contained is True


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_members_reply_in_what_the_ai_resolved_takes_containment_away(
    answer, visitor, bob, signed_in, is_confirmed
) -> None:
    if is_confirmed:
        say(visitor, answer, helped=True)
    else:
        let_pass(days=2)
        settle_the_silent()
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.contained) == ("resolved", True if is_confirmed else None)
    post_note(ticket, by=bob, body="It took long this time.")
    ticket.refresh_from_db()
    assert ticket.contained is not False

    post_reply(ticket, by=bob, body="It may take a day more this week.")
    let_pass(days=8)
    containment.settle_the_silent()

    ticket.refresh_from_db()
    assert (ticket.status, ticket.contained) == ("resolved", False)
    page = signed_in(bob).get(f"/conversations/tickets/{ticket.number}/").content.decode()
    assert "No: people were needed" in page


@pytest.mark.parametrize("people", ["first_member_reply_at", "escalated_at"])
def test_the_end_of_the_window_counts_nothing_that_people_did(answer, people) -> None:
    let_pass(days=2)
    settle_the_silent()
    Ticket.objects.update(**{people: timezone.now()})
    let_pass(days=8)
    containment.settle_the_silent()

    assert Ticket.objects.get().contained is False


def test_coming_back_about_the_same_thing_takes_containment_away(
    answer, visitor, widget, work_off, bob, signed_in
) -> None:
    say(visitor, answer, helped=True)
    first = Ticket.objects.get()
    again = receive(
        widget,
        "My refund still has not arrived, how long does it take?",
        customer=first.customer,
        thread_key="2",
    ).ticket
    for _time in range(2):
        work_off()
        containment.compare_with_earlier(again)

    first.refresh_from_db()
    assert first.contained is False
    assert (ComeBack.objects.get().ticket, ComeBack.objects.get().by) == (first, again)
    page = signed_in(bob).get(f"/conversations/tickets/{first.number}/").content.decode()
    assert f">{again.reference}</a>" in page
    assert f"came back about the same thing: #{again.number}" in page


@pytest.mark.parametrize(
    ("text", "days"),
    [("Can I invite a colleague to our workspace?", 0), ("How long does a refund take to arrive?", 8)],
)
def test_another_thing_or_a_later_day_leaves_it_contained(
    answer, visitor, widget, work_off, text, days
) -> None:
    say(visitor, answer, helped=True)
    first = Ticket.objects.get()
    let_pass(days=days)
    receive(widget, text, customer=first.customer, thread_key="2")
    work_off()

    first.refresh_from_db()
    assert first.contained is True
    assert not ComeBack.objects.exists()


def test_another_customer_takes_nothing_away(answer, visitor, widget, work_off) -> None:
    say(visitor, answer, helped=True)
    receive(widget, ASKED)
    work_off()

    assert Ticket.objects.order_by("pk").first().contained is True


def test_opening_a_ticket_costs_as_much_however_many_the_customer_had(widget, bob, count_queries) -> None:
    from tickets.services import change_status

    first = receive(widget, "One").ticket
    with count_queries() as few:
        receive(widget, "Two", customer=first.customer, thread_key="2")
    for number in range(3, 6):
        ticket = receive(widget, f"Number {number}", customer=first.customer, thread_key=str(number)).ticket
        change_status(ticket, status="resolved", by=bob)
    with count_queries() as many:
        receive(widget, "Six", customer=first.customer, thread_key="6")

    assert len(many) <= len(few) + 1, "one job more is asked for"


def test_only_a_waiting_window_is_looked_at(answer, visitor) -> None:
    say(visitor, answer, helped=True)
    let_pass(days=30)
    assert containment.settle_the_silent() == 0
    assert timezone.now() > Ticket.objects.get().resolved_at
