"""What `manage.py up` writes: every line prefixed by who says it."""

import os
import sys
from typing import TextIO

_WIDTH = 6
_COLOURS = {"up": "1", "setup": "35", "web": "36", "worker": "33", "beat": "32"}


class Output:
    """Prefixed lines, coloured on a terminal. A reader that went away stops nothing."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._is_read = True
        self._coloured = stream.isatty() and "NO_COLOR" not in os.environ

    def line(self, name: str, text: str) -> None:
        prefix = f"{name:<{_WIDTH}} |"
        if self._coloured:
            prefix = f"\033[{_COLOURS.get(name, '0')}m{prefix}\033[0m"
        self._write(f"{prefix} {text.rstrip()}")

    def say(self, text: str) -> None:
        self.line("up", text)

    def plain(self, text: str) -> None:
        self._write(text)

    def _write(self, text: str) -> None:
        if self._is_read:
            try:
                print(text, file=self._stream, flush=True)
            except OSError:
                # `make up | head`, or a terminal that was closed: the services go on until they are stopped.
                self._is_read = False


class Lines:
    """Cuts what a child writes into lines; a rest without an end is kept for the next piece."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> list[str]:
        *whole, self._rest = (self._rest + piece).split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def finish(self) -> list[str]:
        rest, self._rest = self._rest, b""
        return [rest.decode(errors="replace")] if rest else []
