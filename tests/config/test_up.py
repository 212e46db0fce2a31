"""`manage.py up` as a newcomer meets it: it starts, it stops, and nothing is left running."""

from __future__ import annotations

import http.client
import os
import signal
from collections.abc import Callable, Iterator

import psutil
import pytest

from config.embedded.process import wait_until
from config.up import leftovers
from config.up.probe import answers
from tests.config.starting import Up

Start = Callable[..., Up]


@pytest.fixture
def start(module_place) -> Iterator[Start]:
    """Starts it; on one state directory for all tests, so that only the first has to make the database."""
    started: list[Up] = []

    def start(**variables: str) -> Up:
        started.append(Up(module_place, **variables))
        return started[-1]

    yield start
    for up in started:
        up.close()


def test_it_answers_when_it_says_ready_and_sigterm_leaves_nothing_running(start):
    up = start()
    up.wait_for(f"ready http://127.0.0.1:{up.port}/")
    connection = http.client.HTTPConnection("127.0.0.1", int(up.port), timeout=10)
    connection.request("GET", "/health")
    assert connection.getresponse().status == 200
    connection.close()

    up.process.send_signal(signal.SIGTERM)

    assert up.wait() == 0
    assert up.children() == []
    assert not answers("127.0.0.1", int(up.port))
    assert "Traceback" not in up.said


def test_a_second_one_on_the_same_state_directory_says_who_runs_already(start):
    first = start()
    first.wait_for("ready ")

    second = start()

    assert second.wait() == 2
    assert f"already running on {first.state_dir} (process {first.process.pid})" in second.said
    assert answers("127.0.0.1", int(first.port))


def test_services_that_are_killed_are_started_again(start):
    up = start()
    up.wait_for("ready ")
    assert wait_until(lambda: any(" beat " in words for words in up.children()), seconds=30)
    for process in leftovers.find(up.state_dir):
        process.kill()

    for name in ("web", "worker", "beat"):
        up.wait_for(f"{name} ended (killed by SIGKILL), starting it again")
    assert wait_until(lambda: answers("127.0.0.1", int(up.port)), seconds=60)


def test_without_its_database_it_stops_with_a_reason(start):
    up = start()
    up.wait_for("ready ")
    pid = int((up.state_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    os.kill(pid, signal.SIGKILL)

    assert up.wait() == 2
    assert "PostgreSQL ended by itself (killed by SIGKILL)" in up.said
    assert up.children() == []


@pytest.mark.parametrize("moment", ["starting PostgreSQL", "starting Redis", "starting web"])
def test_ctrl_c_while_it_is_starting_stops_it(start, moment):
    up = start()
    up.wait_for(moment)

    up.process.send_signal(signal.SIGINT)

    assert up.wait() == 0
    assert up.children() == []
    assert "Traceback" not in up.said


def test_ctrl_c_while_it_migrates_stops_it(place):
    up = Up(place)
    try:
        up.wait_for("Running migrations")
        up.process.send_signal(signal.SIGINT)
        assert up.wait() == 0
        assert up.children() == []
        assert "Traceback" not in up.said
    finally:
        up.close()


def test_after_kill_9_nothing_stays_and_the_next_start_just_works(start):
    killed = start()
    killed.wait_for("ready ")

    killed.process.kill()
    killed.wait()
    assert wait_until(lambda: killed.children() == [], seconds=30), killed.children()

    following = start()
    following.wait_for("ready ")


def test_leftovers_of_a_killed_run_are_ended_by_the_next_start(start):
    killed = start()
    killed.wait_for("ready ")
    web = next(process for process in leftovers.find(killed.state_dir) if "uvicorn" in process.cmdline())
    web.suspend()
    killed.process.kill()
    killed.wait()

    following = start(PORT=killed.port)

    following.wait_for("that an earlier run left behind")
    following.wait_for("ready ")
    assert not psutil.pid_exists(web.pid)
