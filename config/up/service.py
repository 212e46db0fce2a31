"""One supervised service: a child process group, what it says, and when it may be started again."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from config import env
from config.embedded.process import spawn
from config.up.output import Lines

# One that ends sooner than this after its start did not get going: try again later, and not for ever.
_GOING_AFTER_SECONDS = 10.0
_ATTEMPTS = 4


@dataclass(kw_only=True)
class Service:
    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    stop_seconds: float
    waits_for_ready: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    lines: Lines = field(default_factory=Lines)
    quick_ends: int = 0
    started_at: float = 0.0
    start_at: float = 0.0

    @property
    def has_failed(self) -> bool:
        return self.quick_ends >= _ATTEMPTS

    @property
    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.start_at

    def start(self) -> int:
        """Start it; returns the descriptor its output is read from."""
        self.process = spawn(
            self.command,
            ends_with=signal.SIGTERM,
            output=subprocess.PIPE,
            env=self.env,
            directory=env.REPOSITORY,
        )
        self.started_at = time.monotonic()
        os.set_blocking(self.output, False)
        return self.output

    def read(self) -> bytes:
        """What it has written since, or nothing."""
        try:
            return os.read(self.output, 65536)
        except BlockingIOError:
            return b""

    def has_ended(self) -> bool:
        """Whether the child is dead, without reaping it: until then nobody else can have its process id."""
        if self.process is None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def ask_to_stop(self) -> None:
        if self.process is not None:
            # Not by Popen, which reaps a dead child in passing.
            os.kill(self.process.pid, signal.SIGTERM)

    def kill_group(self) -> None:
        """Kill the child and all of its own children that are in its process group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):  # macOS refuses for a group of the dead
                os.killpg(self.process.pid, signal.SIGKILL)

    def clear(self) -> int:
        """Reap the child and forget it; returns its exit status."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        status = self.process.wait()
        self.process = None
        return status

    def plan_restart(self) -> float:
        """Returns after how many seconds it will be started again."""
        if time.monotonic() - self.started_at < _GOING_AFTER_SECONDS:
            self.quick_ends += 1
        else:
            self.quick_ends = 0
        wait = min(30.0, 0.5 * 2**self.quick_ends)
        self.start_at = time.monotonic() + wait
        return wait

    @property
    def output(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.fileno()


def describe(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"
