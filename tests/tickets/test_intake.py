from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from conversations.models import Job, Message
from conversations.services import MessageRefused
from tests.factories import ChannelFactory, CustomerFactory, receive
from tickets.models import Ticket


@pytest.mark.django_db
def test_a_first_message_opens_a_ticket_with_the_tenants_next_number(widget) -> None:
    first = receive(widget, "My **invoice** is wrong")
    second = receive(widget, "Where is my order?")
    elsewhere = receive(ChannelFactory(), "Hello")

    assert (first.ticket.number, second.ticket.number, elsewhere.ticket.number) == (1001, 1002, 1001)
    ticket = Ticket.objects.get(pk=first.ticket.pk)
    assert ticket.subject == "My invoice is wrong"
    assert ticket.status == "open"
    assert ticket.latest_message_preview == "My invoice is wrong"
    assert [event.kind for event in ticket.events.all()] == ["created"]


@pytest.mark.django_db
def test_a_message_asks_the_ai_to_respond_once(widget) -> None:
    received = receive(widget, "My invoice is wrong", source_id="a")
    receive(widget, "My invoice is wrong", source_id="a", customer=received.ticket.customer)

    job = Job.objects.get(name="agent.respond")
    assert job.arguments == {"message_id": received.message.pk}


@pytest.mark.django_db
def test_a_later_message_of_the_thread_joins_its_ticket(widget) -> None:
    first = receive(widget, "My invoice is wrong")
    second = receive(widget, "It says 40 instead of 20", customer=first.ticket.customer)

    assert second.ticket.pk == first.ticket.pk
    assert Ticket.objects.get().latest_message_preview == "It says 40 instead of 20"


@pytest.mark.django_db
def test_the_same_source_id_is_the_same_message_ever(widget) -> None:
    first = receive(widget, "Hello there friend", source_id="client-1")
    Message.objects.update(created_at="2020-01-01T00:00Z")
    again = receive(widget, "Hello there friend", source_id="client-1", customer=first.ticket.customer)

    assert again.message.pk == first.message.pk
    assert not again.is_new
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_the_same_text_within_five_seconds_is_one_message_and_later_is_two(widget) -> None:
    first = receive(widget, "Are you there?")
    again = receive(widget, "Are you there?", customer=first.ticket.customer)
    assert again.message.pk == first.message.pk

    Message.objects.update(created_at="2020-01-01T00:00Z")
    later = receive(widget, "Are you there?", customer=first.ticket.customer)
    assert later.is_new


@pytest.mark.django_db
def test_the_same_short_answer_to_another_question_is_kept(widget) -> None:
    first = receive(widget, "no")
    receive(widget, "why?", customer=first.ticket.customer)
    again = receive(widget, "no", customer=first.ticket.customer)

    assert again.is_new
    assert Message.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["resolved", "pending"])
def test_a_new_message_reopens(widget, status) -> None:
    first = receive(widget, "My invoice is wrong")
    Ticket.objects.update(status=status, resolved_at="2020-01-01T00:00Z", snoozed_until="2030-01-01T00:00Z")
    receive(widget, "Still wrong", customer=first.ticket.customer)

    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.resolved_at, ticket.snoozed_until) == ("open", None, None)
    assert ticket.events.last().data == {"from": status, "to": "open"}


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "   ", "\x00"])
def test_an_empty_message_is_refused_and_opens_nothing(widget, body) -> None:
    with pytest.raises(MessageRefused, match="Write something"):
        receive(widget, body)

    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_a_message_that_is_too_long_is_refused_with_the_limit(widget) -> None:
    with pytest.raises(MessageRefused, match="at most 100000"):
        receive(widget, "x" * 100_001)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "clean"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("**bold**", "<p><strong>bold</strong></p>"),
    ],
)
def test_markdown_becomes_clean_html(widget, body, clean) -> None:
    assert receive(widget, body).message.html == clean


@pytest.mark.django_db(transaction=True)
def test_five_copies_at_once_are_one_message_in_one_ticket() -> None:
    channel = ChannelFactory()
    customer = CustomerFactory(tenant=channel.tenant)

    def send(number: int) -> bool:
        try:
            return receive(channel, "Is anyone there?", customer=customer, source_id="client-7").is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        news = list(pool.map(send, range(5)))

    assert sorted(news) == [False, False, False, False, True]
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1
    assert Job.objects.filter(name="agent.respond").count() == 1


@pytest.mark.django_db(transaction=True)
def test_customers_at_once_get_numbers_without_gaps() -> None:
    channel = ChannelFactory()

    def send(number: int) -> int:
        try:
            return receive(channel, f"Question {number}").ticket.number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(send, range(24)))

    assert sorted(numbers) == list(range(1001, 1025))


@pytest.mark.django_db
def test_taking_a_message_in_costs_a_fixed_number_of_statements(widget, count_queries) -> None:
    first = receive(widget, "My invoice is wrong")
    with count_queries() as opening:
        receive(widget, "Where is my order?")
    with count_queries() as following:
        receive(widget, "It says 40 instead of 20", customer=first.ticket.customer)

    # One is the test's own: the new customer.
    assert len(opening) <= 15
    assert len(following) <= 12
