"""Runs `manage.py up` as a person would, and waits for what it says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from config.embedded.process import processes_in, wait_until
from config.env import REPOSITORY
from config.up import leftovers

# Not the run's own: this hub starts its own servers, as on anybody's machine.
_NOT_INHERITED = ("HUB_TEST_RUN", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Up:
    """A running `manage.py up` and everything it has said so far."""

    def __init__(self, state_dir: Path, **variables: str) -> None:
        self.state_dir = state_dir
        self.port = variables.get("PORT") or str(free_port())
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=REPOSITORY,
            env=self._environment(variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, text: str, *, times: int = 1, seconds: float = 120) -> None:
        """Raises AssertionError when it ends, or the time does, without having said it so often."""
        found = wait_until(
            lambda: self.said.count(text) >= times or self.process.poll() is not None, seconds=seconds
        )
        assert found, f"no {text!r} in {seconds} s:\n{self.said}"
        assert self.said.count(text) >= times, f"it ended without {text!r}:\n{self.said}"

    def wait(self, seconds: float = 60) -> int:
        """Its exit status."""
        status = self.process.wait(seconds)
        self._reader.join(seconds)
        return status

    def close(self) -> None:
        """Stop it the quick way: who asks a second time does not want to wait."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            wait_until(lambda: "stopping" in self.said or self.process.poll() is not None, seconds=10)
            self.process.send_signal(signal.SIGTERM)
        self.wait()
        self.process.stdout.close()
        leftovers.end_all(self.state_dir)

    def children(self) -> list[str]:
        """What lives of the hub besides the supervisor, in words."""
        alive = [" ".join(process.cmdline()) for process in leftovers.find(self.state_dir)]
        for name in ("postgres", "redis"):
            server = "redis-server" if name == "redis" else name
            alive += [process.name() for process in processes_in(self.state_dir / name, name=server)]
        return alive

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        own = {
            "HUB_STATE_DIR": str(self.state_dir),
            "PORT": self.port,
            "HUB_DEMO": "0",
            "WEB_WORKERS": "1",
        }
        return {**kept, **own, **variables}

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said += line
