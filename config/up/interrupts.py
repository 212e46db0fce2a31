"""Ctrl-C, SIGTERM and a closed terminal, all meaning: stop in order."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from config.embedded.process import STOPPING


class Interrupts:
    """Counts the requests to stop. While `raising` is entered they break into what is being done."""

    def __init__(self) -> None:
        self.count = 0
        self._raises = False
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

    @contextmanager
    def raising(self) -> Iterator[None]:
        """Raise KeyboardInterrupt out of the block when asked to stop."""
        if self.count:
            raise KeyboardInterrupt
        self._raises = True
        try:
            yield
        finally:
            self._raises = False

    def close(self) -> None:
        os.close(self.wakes)
        os.close(self._wakeup)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self._raises:
            self._raises = False
            raise KeyboardInterrupt
