"""The Chromium the browser tests use: one that is there, or one that is fetched once.

`python -m tests.browser.chromium` prints its path and installs one if need be; `find()` only looks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium that starts, or None."""
    candidates = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in NAMES)]
    for candidate in (*candidates, _playwrights_own()):
        if candidate and _starts(candidate):
            return candidate
    return None


def install() -> str | None:
    """Fetch one, by the system's packages or by Playwright; None when neither works."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], env=environment, stdout=sys.stderr)
        packages = ["install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run([apt, *packages], env=environment, stdout=sys.stderr)
        if found := find():
            return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)
    return find()


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def _starts(path: str) -> bool:
    # On Ubuntu the package chromium-browser is a note about a snap, and fails here.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> int:
    found = find() or install()
    if found is None:
        sys.stderr.write(
            "The browser tests need Chromium and none could be installed: install chromium or google-chrome "
            "by your system's packages, or name one with CHROMIUM=/path/to/it.\n"
        )
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
