"""`make test`: the tests in two halves beside each other, each on servers of its own, so that no core idles.

With arguments it is plain pytest with them.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest"]
# What waits much, for pages and processes, and as much more as makes both halves take equally long.
WAITING = ["tests/browser", "tests/config", "tests/guidance", "tests/widget"]


def main(arguments: list[str]) -> int:
    return subprocess.call([*PYTEST, *arguments]) if arguments else run_halves()


def run_halves() -> int:
    """The exit status of a half that failed, or 0. The half that waits much is printed when it is done.

    Each has a place of its own: pytest closes the usual one to other accounts whenever a run begins, and
    the other half's PostgreSQL, which does not run as root, would lose its files.
    """
    with tempfile.TemporaryDirectory(prefix="tests-") as place:
        written = Path(place, "output")
        with written.open("w") as output:
            waiting = _half(WAITING, f"{place}/waiting")
            beside = subprocess.Popen(waiting, stdout=output, stderr=subprocess.STDOUT)
        others = _half([f"--ignore={folder}" for folder in WAITING], f"{place}/others")
        halves = [subprocess.Popen(others), beside]
        # Told to end, it passes that on; Ctrl-C the halves have heard themselves. Either way they stop what
        # they started, and are waited for.
        signal.signal(signal.SIGTERM, lambda *_: [half.terminate() for half in halves])
        try:
            statuses = [half.wait() for half in halves]
        finally:
            for half in halves:
                half.wait()
        sys.stdout.write(written.read_text())
    return max(statuses, key=abs)


def _half(which: list[str], place: str) -> list[str]:
    return [*PYTEST, *which, f"--basetemp={place}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
