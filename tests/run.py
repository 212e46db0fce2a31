"""`make test`: the browser's tests beside all others, each half on servers of its own, so that no core idles.

With arguments it is plain pytest with them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile

PYTEST = [sys.executable, "-m", "pytest"]


def main(arguments: list[str]) -> int:
    return subprocess.call([*PYTEST, *arguments]) if arguments else run_halves()


def run_halves() -> int:
    """The exit status of the half that failed, or 0. The browser's half is printed when it is done."""
    with tempfile.TemporaryFile("w+") as output:
        browsers = subprocess.Popen([*PYTEST, "-m", "browser"], stdout=output, stderr=subprocess.STDOUT)
        try:
            others = subprocess.call([*PYTEST, "-m", "not browser"])
            in_browsers = browsers.wait()
        except BaseException:
            browsers.terminate()
            browsers.wait()
            raise
        output.seek(0)
        shutil.copyfileobj(output, sys.stdout)
    return others or in_browsers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
