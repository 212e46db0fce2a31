"""A worker killed with -9, again and again, loses nothing and does nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from agent.models import Run, TriageSettings
from ai.models import AISettings
from config.embedded import testing
from conversations.jobs.run import sweep_jobs
from conversations.models import Delivery, Job, Message
from knowledge.services import create_article, publish_now
from tests.factories import ChannelFactory, CustomerFactory, MemberFactory, receive

KILLS = 3  # fewer than a reply is tried: even the one that each of them hits has an attempt left
MESSAGES = 60
PATIENCE_SECONDS = 180


class Workers:
    """A Celery worker on the test's database, in a process group of its own."""

    def __init__(self) -> None:
        database = connection.settings_dict
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.crash_settings",
            "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port=5432",
        }
        self.start()

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config.celery",
            "worker",
            "-c",
            "2",
        ]
        self.process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "-l", "WARNING"],
            env=self.environment,
            start_new_session=True,
        )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def workers(transactional_db: None) -> Iterator[Workers]:
    running = Workers()
    yield running
    running.kill()


def wait_for(condition, why: str) -> None:
    """Wait for a condition, sweeping meanwhile as beat would."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, why
        sweep_jobs()
        time.sleep(0.1)


def nothing_is_left() -> bool:
    """But for who looks after a triage, minutes later. What failed once is tried again sooner."""
    return not Job.objects.unfinished_before(timezone.now() + timedelta(minutes=1)).exists()


def house_with_refunds():
    """A channel of a tenant whose knowledge answers how long a refund takes, and whose AI does no more: a
    triage that is cut off waits for its lease, and is tried in tests/agent/triage."""
    channel = ChannelFactory()
    TriageSettings.objects.create(tenant=channel.tenant, triages_new=False)
    AISettings.objects.create(tenant=channel.tenant, finds_tickets=False)
    member = MemberFactory(tenant=channel.tenant, role="owner")
    article = create_article(
        tenant=channel.tenant, title="Refunds", body="A refund arrives within 5 working days.", by=member
    )
    publish_now(version=article.latest, by=member)
    return channel


def spoken_in(tickets) -> Counter[int]:
    """How often the AI or the hub spoke, by discussion."""
    spoken = Message.objects.filter(
        discussion__in=[ticket.discussion_id for ticket in tickets], author__in=["ai", "system"]
    )
    return Counter(spoken.values_list("discussion_id", flat=True))


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
