"""A hub of one's own: `manage.py up` on a directory and a port that nobody else uses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from config.embedded.process import end, spawn
from config.env import REPOSITORY
from config.up import leftovers

SETTINGS = "tests.bench.settings"
# A measurement never fills or reads a database that somebody works with.
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "DATABASE_REPLICA_URL", "HUB_TEST_RUN", "OPENAI_API_KEY")


class HubFailed(Exception):
    """The hub ended, or was not ready in time; the text has its latest lines."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(state_dir: Path, port: int, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**kept, "HUB_STATE_DIR": str(state_dir), "PORT": str(port), **variables}


class Hub:
    """A hub by its process tree. What it says goes to a file, as it would under a service manager."""

    def __init__(
        self,
        state_dir: Path,
        *,
        port: int | None = None,
        command: tuple[str, ...] = (sys.executable, "manage.py", "up"),
        directory: Path = REPOSITORY,
        variables: Mapping[str, str] = {"DJANGO_SETTINGS_MODULE": SETTINGS},
    ) -> None:
        self.state_dir = state_dir
        self.port = port or free_port()
        self.log = state_dir.with_suffix(".log")
        self._command = command
        self._directory = directory
        self._environment = environment(state_dir, self.port, **variables)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, seconds: float = 600) -> float:
        """Start it and return after how many seconds it said that it is ready."""
        said_before = self.log.stat().st_size if self.log.exists() else 0
        began = time.perf_counter()
        with self.log.open("ab") as output:
            self._process = spawn(
                self._command,
                ends_with=signal.SIGTERM,
                output=output,
                env=self._environment,
                directory=self._directory,
            )
        while f"ready http://127.0.0.1:{self.port}/".encode() not in self.log.read_bytes()[said_before:]:
            if self._process.poll() is not None or time.perf_counter() - began > seconds:
                raise HubFailed(f"The hub did not get ready:\n{self.latest_lines()}")
            time.sleep(0.01)
        return time.perf_counter() - began

    def stop(self) -> float:
        """Stop it in order, and by force what did not; returns the seconds it took."""
        began = time.perf_counter()
        if self._process is not None:
            end(self._process, ((signal.SIGTERM, 40), (signal.SIGKILL, 5)))
            self._process = None
            leftovers.end_all(self.state_dir)
        return time.perf_counter() - began

    def latest_lines(self, count: int = 30) -> str:
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(said.splitlines()[-count:])

    def web_processes(self) -> list[psutil.Process]:
        """The web server with its workers."""
        return self._tree_of("uvicorn")

    def worker_processes(self) -> list[psutil.Process]:
        return self._tree_of("worker")

    def worker(self) -> psutil.Process | None:
        """The Celery worker's main process; None between its end and its next start."""
        return next(iter(self.worker_processes()), None)

    def cpu_seconds(self) -> tuple[float, float]:
        """Processor time that the web processes and the database's have used so far."""
        return _cpu_seconds(self.web_processes()), _cpu_seconds(self._tree_of("-D"))

    def _tree_of(self, word: str) -> list[psutil.Process]:
        """The service, a child of the supervisor, with this word in its command; then its own children."""
        if self._process is None:
            raise HubFailed("The hub is not running.")
        for child in psutil.Process(self._process.pid).children():
            try:
                if word in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                    return [child, *child.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
        return []


def _cpu_seconds(tree: list[psutil.Process]) -> float:
    """Of a process and its children, also of those that have ended meanwhile."""
    total = 0.0
    for number, process in enumerate(tree):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            total += times.children_user + times.children_system if number == 0 else 0
    return total
