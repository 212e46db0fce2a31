"""`make test`: the browser's tests beside all others, each half on servers of its own, so that no core idles.

With arguments it is plain pytest with them.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest"]


def main(arguments: list[str]) -> int:
    return subprocess.call([*PYTEST, *arguments]) if arguments else run_halves()


def run_halves() -> int:
    """The exit status of a half that failed, or 0. The browser's half is printed when it is done.

    Each has a place of its own: pytest closes the usual one to other accounts whenever a run begins, and
    the other half's PostgreSQL, which does not run as root, would lose its files.
    """
    with tempfile.TemporaryDirectory(prefix="tests-") as place:
        written = Path(place, "output")
        with written.open("w") as output:
            browsers = subprocess.Popen(_half("browser", place), stdout=output, stderr=subprocess.STDOUT)
        halves = [subprocess.Popen(_half("not browser", place)), browsers]
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


def _half(marker: str, place: str) -> list[str]:
    return [*PYTEST, "-m", marker, f"--basetemp={place}/{marker.replace(' ', '-')}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
