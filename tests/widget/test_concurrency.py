"""The same thing at the same moment, from real threads with connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from conversations.models import Customer, Job, Message
from knowledge.services import create_article, publish_now
from tests.widget.conftest import Visitor
from tests.widget.test_identity import SECRET, proof_of
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(count)

    def run(_number: int) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def twin(visitor) -> Callable[[], Visitor]:
    """Another tab of the same browser: the same token, a connection of its own."""
    return lambda: Visitor(visitor.key, token=visitor.token)


def test_five_times_the_same_client_id_is_one_message(twin):
    responses = all_at_once(5, lambda: twin().write("Hello", client_id="c-1"))
    assert sorted(response.status_code for response in responses) == [200, 200, 200, 200, 201]
    assert len({response.json()["message"]["id"] for response in responses}) == 1
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
    assert Job.objects.filter(name="agent.respond").count() == 1


def test_five_times_the_same_text_without_a_client_id_is_one_message(twin):
    responses = all_at_once(5, lambda: twin().write("Hello"))
    assert sorted(response.status_code for response in responses) == [200, 200, 200, 200, 201]
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_text_with_five_client_ids_is_one_message(twin):
    ids = iter(["a", "b", "c", "d", "e"])
    all_at_once(5, lambda: twin().write("Hello", client_id=next(ids)))
    assert Message.objects.count() == 1


def test_five_different_first_messages_share_one_ticket(twin):
    texts = iter(["one", "two", "three", "four", "five"])
    all_at_once(5, lambda: twin().write(next(texts)))
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 5)


def test_asking_for_a_person_five_times_is_one_hand_over(twin):
    responses = all_at_once(5, lambda: twin().send("post", "escalate"))
    assert {response.json()["ticket"]["reference"] for response in responses} == {
        Ticket.objects.get().reference
    }
    assert TicketEvent.objects.filter(kind=TicketEvent.Kind.ESCALATED).count() == 1
    assert Message.objects.filter(author="system").count() == 1


def test_starting_a_new_thread_five_times_starts_one(visitor, twin):
    visitor.write("Hello")
    all_at_once(5, lambda: twin().send("post", "threads"))
    visitor.write("Hello again")
    assert Ticket.objects.filter(thread_key__endswith=":2").count() == 1


def test_signing_in_on_five_devices_makes_one_customer(widget):
    widget.settings = {"identity_secret": SECRET}
    widget.save()
    all_at_once(5, lambda: Visitor(widget.public_key).open(identity=proof_of("user-7")))
    assert Customer.objects.filter(external_id="user-7").count() == 1


def test_what_is_written_while_signing_in_ends_up_with_the_known_customer(visitor, twin, widget):
    widget.settings = {"identity_secret": SECRET}
    widget.save()
    visitor.write("Before")
    acts = iter([lambda: twin().open(identity=proof_of("user-7")), *[lambda: twin().write("Meanwhile")] * 4])
    all_at_once(5, lambda: next(acts)())
    known = Customer.objects.get(external_id="user-7")
    assert set(Message.objects.values_list("customer", flat=True)) == {known.pk}
    assert Ticket.objects.get().customer == known


def test_a_yes_and_a_no_at_once_are_one_answer(visitor, twin, widget, alice, work_off):
    article = create_article(
        tenant=widget.tenant, title="Refunds", body="A refund arrives within 5 working days.", by=alice
    )
    publish_now(version=article.latest, by=alice)
    visitor.write("How long does a refund take until it arrives?")
    work_off()
    message = visitor.read().json()["messages"][-1]["id"]
    answers = iter([True, False] * 3)

    responses = all_at_once(
        6, lambda: twin().send("post", "helped", {"message_id": message, "helped": next(answers)})
    )

    assert sorted(response.status_code for response in responses) == [200, 200, 200, 409, 409, 409]
    assert TicketEvent.objects.filter(kind__in=["helped", "not_helped"]).count() == 1
