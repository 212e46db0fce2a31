"""The supervisor with small children instead of the hub's: what it passes on, restarts and ends."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable

import psutil
import pytest

from config.embedded.process import wait_until
from config.env import EnvironmentProblem
from config.up.interrupts import Interrupts
from config.up.output import Lines, Output
from config.up.service import Service
from config.up.supervisor import Supervisor

SLEEP = "import time; time.sleep(600)"


def child(name: str, code: str, *, stop_seconds: float = 10) -> Service:
    command = [sys.executable, "-u", "-c", code]
    return Service(name=name, command=command, env=dict(os.environ), stop_seconds=stop_seconds)


def supervise(*services: Service, until: Callable[[str], bool], stream: io.StringIO | None = None) -> str:
    """Runs them until the condition holds for what was said, then asks to stop; returns all that was said."""
    stream, interrupts = stream or io.StringIO(), Interrupts()

    def stop_when_seen() -> bool:
        interrupts.count += until(stream.getvalue())
        return False

    supervisor = Supervisor(
        services,
        servers=[],
        output=Output(stream),
        interrupts=interrupts,
        is_ready=stop_when_seen,
        on_ready=lambda: None,
    )
    try:
        supervisor.run()
    finally:
        interrupts.close()
    return stream.getvalue()


def test_every_line_is_prefixed_by_who_says_it_even_one_without_an_end():
    said = supervise(
        child("web", "print('one\\ntwo'); print('half', end='')"),
        child("beat", "print('tick')"),
        until=lambda said: "web ended" in said and "beat ended" in said,
    )
    assert {"web    | one", "web    | two", "web    | half", "beat   | tick"} <= set(said.splitlines())


def test_a_child_that_keeps_ending_at_once_is_given_up_with_its_status(monkeypatch):
    monkeypatch.setattr("config.up.service._ATTEMPTS", 2)
    with pytest.raises(EnvironmentProblem, match=r"web ended 2 times right after its start.* exit status 3"):
        supervise(child("web", "raise SystemExit(3)"), until=lambda said: False)


def test_a_child_that_ignores_the_request_to_stop_is_killed_when_its_time_is_over():
    code = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); {SLEEP}"
    said = supervise(child("worker", code, stop_seconds=0.2), until=lambda said: "deaf" in said)
    assert "worker did not stop in time and is killed" in said


def test_the_children_of_a_child_are_ended_with_it():
    code = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', '{SLEEP}']).pid); {SLEEP}"
    said = supervise(child("web", code), until=lambda said: "web" in said)
    pid = int(re.search(r"web    \| (\d+)", said)[1])
    assert wait_until(lambda: not _is_alive(pid), seconds=10)


def test_children_are_stopped_one_after_the_other_in_their_order():
    code = (
        "import signal, sys, time\n"
        "def stop(*_): print('bye'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop); print('hello'); time.sleep(600)"
    )
    said = supervise(
        child("web", code),
        child("beat", code),
        child("worker", code),
        until=lambda said: said.count("hello") == 3,
    )
    assert re.findall(r"(\w+) +\| bye", said) == ["web", "beat", "worker"]


def test_a_child_that_can_wait_is_not_started_before_the_others_are_ready():
    web, beat = child("web", f"print('up'); {SLEEP}"), child("beat", SLEEP)
    beat.waits_for_ready = True
    supervise(web, beat, until=lambda said: "up" in said)
    assert (web.started_at > 0, beat.started_at) == (True, 0.0)


def test_a_child_that_is_dead_already_when_all_is_stopped_is_no_obstacle():
    said = supervise(child("web", "print('done')"), child("beat", SLEEP), until=lambda said: "done" in said)
    assert "up     | stopping" in said


def test_a_reader_that_went_away_does_not_stop_the_services():
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    web = child("web", "print('into the void')")
    supervise(web, until=lambda said: web.quick_ends == 1, stream=Gone())
    assert web.quick_ends == 1


def test_lines_are_cut_where_they_end_not_where_the_pieces_do():
    lines = Lines()
    assert lines.feed(b"one\ntw") == ["one"]
    assert lines.feed("o\ndrei\xdf".encode("latin-1")) == ["two"]
    assert lines.finish() == ["drei\ufffd"]
    assert lines.finish() == []


def _is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
