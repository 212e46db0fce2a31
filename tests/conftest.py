from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Tenant
from config.embedded import testing
from tests.factories import ChannelFactory, MemberFactory, TenantFactory, UserFactory
from tests.serving import serving


def pytest_configure(config: pytest.Config) -> None:
    # Told to end, a run ends as by Ctrl-C: what it started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    testing.start_for_tests()


def pytest_unconfigure(config: pytest.Config) -> None:
    testing.stop_after_tests()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers last: their driver keeps an event loop in this thread, which async tests would trip over."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Looking through all that was imported for garbage, again and again, takes a fifth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _member(tenant: Tenant, name: str, role: str) -> Member:
    user = UserFactory(name=name.title(), email=f"{name}@{tenant.slug}.example")
    return MemberFactory(tenant=tenant, user=user, role=role)


@pytest.fixture
def launchpad(db: None) -> Tenant:
    return TenantFactory(slug="launchpad", name="Launchpad")


@pytest.fixture
def harbor(db: None) -> Tenant:
    return TenantFactory(slug="harbor", name="Harbor Homes")


@pytest.fixture
def alice(launchpad: Tenant) -> Member:
    """The owner."""
    return _member(launchpad, "alice", Member.Role.OWNER)


@pytest.fixture
def bob(launchpad: Tenant) -> Member:
    """An agent of alice's tenant."""
    return _member(launchpad, "bob", Member.Role.AGENT)


@pytest.fixture
def vera(launchpad: Tenant) -> Member:
    """A viewer of alice's tenant."""
    return _member(launchpad, "vera", Member.Role.VIEWER)


@pytest.fixture
def charlie(harbor: Tenant) -> Member:
    """The owner of another tenant: the outsider."""
    return _member(harbor, "charlie", Member.Role.OWNER)


@pytest.fixture
def widget(launchpad: Tenant):
    return ChannelFactory(tenant=launchpad, name="Website", public_key="launchpad-widget")


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    """`signed_in(bob)` is bob's browser."""

    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return sign_in


@pytest.fixture
def work_off() -> Callable[[], int]:
    """Do every waiting job here and now, as a worker would; returns how many."""
    from conversations.jobs.run import run_job
    from conversations.models import Job

    def work() -> int:
        done = 0
        while (
            key := Job.objects.filter(state=Job.State.QUEUED)
            .order_by("pk")
            .values_list("key", flat=True)
            .first()
        ):
            run_job(key)
            job = Job.objects.get(key=key)
            assert job.state == Job.State.DONE, f"{key}: {job.error}"
            done += 1
        return done

    return work


@pytest.fixture
def count_queries() -> Callable[[], contextmanager]:
    """`with count_queries() as queries: ...; len(queries)`"""

    @contextmanager
    def counting() -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as captured:
            yield captured

    return counting


@pytest.fixture
def hub_url(transactional_db: None) -> Iterator[str]:
    with serving() as url:
        yield url
