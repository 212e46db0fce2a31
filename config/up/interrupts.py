"""Ctrl-C, SIGTERM and a closed terminal, all meaning: stop in order."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """We were asked to stop."""


class Interrupts:
    """Counts the requests to stop.

    Nothing is broken into: an exception out of a signal handler can come between a child's start and the
    note of it, or be swallowed by Python's fork hooks. Whoever waits calls `check` or watches `wakes`.
    """

    def __init__(self) -> None:
        self.count = 0
        self.wakes, self._wakeup = os.pipe()
        for end in (self.wakes, self._wakeup):
            os.set_blocking(end, False)

    @contextmanager
    def installed(self) -> Iterator["Interrupts"]:
        """Handle the signals; `wakes` can be read after each of them and after a child's end. Once only."""
        before = {number: signal.signal(number, self._handle) for number in STOPPING}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        wakeup_before = signal.set_wakeup_fd(self._wakeup, warn_on_full_buffer=False)
        try:
            yield self
        finally:
            signal.set_wakeup_fd(wakeup_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            self.close()

    def check(self) -> None:
        """Raises Stopped once asked to stop."""
        if self.count:
            raise Stopped

    def drain(self) -> None:
        """Read `wakes` empty."""
        try:
            while os.read(self.wakes, 4096):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        os.close(self.wakes)
        os.close(self._wakeup)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
