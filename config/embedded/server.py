"""What the embedded servers have in common: started, waited for, explained when they fail, stopped."""

import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded.process import end, wait_until
from config.env import EnvironmentProblem

# Recovery after a crash replays the log since the latest checkpoint: minutes at worst, and worth waiting for.
_START_SECONDS = 300


@dataclass(kw_only=True)
class Server:
    """A running server that is a child of this process."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    log_start: int
    stop_steps: Sequence[tuple[signal.Signals, float]]

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask it to finish in order, then insist; twice is harmless."""
        end(self.process, self.stop_steps)

    def wait_ready(self, is_ready: Callable[[], bool], *, check: Callable[[], None]) -> None:
        """Raises EnvironmentProblem with the server's own reason when it ends instead of answering.

        `check` is called again and again and may raise to give up; without an answer the server is stopped.
        """

        def is_decided() -> bool:
            check()
            return not self.is_running or is_ready()

        try:
            answered = wait_until(is_decided, seconds=_START_SECONDS)
        except BaseException:
            self.stop()
            raise
        if not self.is_running:
            raise EnvironmentProblem(f"{self.name} did not start: {self._reason()} Its log is {self.log}.")
        if not answered:
            self.stop()
            raise EnvironmentProblem(f"{self.name} does not answer; its log is {self.log}.")

    def _reason(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            said = log.read().decode(errors="replace")
        if "No space left on device" in said:
            return "the disk is full; free some space, or set HUB_STATE_DIR to a directory elsewhere."
        lines = [line for line in said.splitlines() if line.strip()]
        telling = [
            line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "Fatal"))
        ]
        found = (telling or lines or ["it said nothing"])[-1]
        return found.rpartition("FATAL:")[2].strip().rstrip(".") + "."


def never() -> None:
    """The check of those who do not give up."""


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
