"""A real Celery worker on the test's database, and what is waited for while it works."""

from __future__ import annotations

import os
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

from agent.models import TriageSettings
from ai.models import AISettings
from conversations.jobs.run import sweep_jobs
from conversations.models import Job, Message
from knowledge.services import create_article, publish_now
from tests.factories import ChannelFactory, MemberFactory

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
