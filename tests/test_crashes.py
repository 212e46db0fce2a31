"""A worker killed with -9, again and again, loses nothing and does nothing twice."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from agent.models import Run
from config.embedded import testing
from conversations.models import Delivery, Job, Message
from tests.factories import CustomerFactory, receive
from tests.workers import house_with_refunds, nothing_is_left, spoken_in, wait_for, workers

__all__ = ["workers"]

KILLS = 3  # fewer than a reply is tried: even the one that each of them hits has an attempt left
MESSAGES = 60


@pytest.mark.django_db(transaction=True)
def test_two_messages_a_moment_apart_get_one_answer_to_both(workers) -> None:
    channel = house_with_refunds()
    tickets = []
    for _number in range(8):
        first = receive(channel, "I sent my order back on Monday.")
        time.sleep(0.05)  # the moment is the point: the worker has begun with the first
        receive(channel, "How long does a refund take?", customer=first.ticket.customer)
        tickets.append(first.ticket)
    wait_for(nothing_is_left, "some jobs were never finished")

    assert spoken_in(tickets) == Counter(ticket.discussion_id for ticket in tickets)
    for ticket in tickets:
        messages = list(Message.objects.filter(discussion=ticket.discussion_id).order_by("pk"))
        assert [message.author for message in messages][:2] == ["customer", "customer"]
        assert Run.objects.get(ticket=ticket).message == messages[1]


@pytest.mark.django_db(transaction=True)
def test_while_redis_is_away_messages_are_taken_and_answered_once_when_it_is_back(workers, settings) -> None:
    settings.JOB_LEASE_SECONDS, settings.JOB_RESEND_SECONDS = 3, 1
    channel = house_with_refunds()
    tickets = [receive(channel, f"How long does a refund take? Case {number}").ticket for number in range(4)]
    with testing.without_redis():
        tickets += [
            receive(channel, f"How long does a refund take? Case {number}").ticket for number in range(4, 8)
        ]
    wait_for(nothing_is_left, "some jobs were never finished")

    assert spoken_in(tickets) == Counter(ticket.discussion_id for ticket in tickets)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_again_and_again_answers_every_message_once(workers, settings) -> None:
    settings.JOB_LEASE_SECONDS, settings.JOB_RESEND_SECONDS = 3, 1
    channel = house_with_refunds()
    chance = random.Random(7)

    received = []
    for number in range(MESSAGES):
        customer = CustomerFactory(tenant=channel.tenant)
        received.append(receive(channel, f"How long does a refund take? Case {number}", customer=customer))
        if number % (MESSAGES // KILLS) == 5:
            done = Run.objects.count()
            wait_for(lambda done=done: Run.objects.count() > done, "the worker does not work")
            time.sleep(chance.random() * 0.2)  # a random moment is the point: somewhere between two steps
            workers.kill()
            workers.start()
    wait_for(nothing_is_left, "some jobs were never finished")

    assert not list(Job.objects.filter(state=Job.State.FAILED).values_list("key", "attempts", "error"))
    assert Counter(Run.objects.values_list("message_id", flat=True)) == Counter(
        one.message.pk for one in received
    )
    spoken = Message.objects.filter(author__in=["ai", "system"]).values_list("discussion_id", flat=True)
    assert Counter(spoken) == Counter(one.ticket.discussion_id for one in received)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Job.objects.filter(attempts__gt=1).exists(), "no kill hit a job: the test proved nothing"
