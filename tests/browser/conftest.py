from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Cookie,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.chromium import find
from tests.browser.sites import serve_site

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 600
# What a page needs on a machine that does other things too; a condition met earlier is not waited for.
PATIENCE_MS = 20_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def live_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole hub as `make up` runs it, on a state of its own with the demo loaded; its address.

    HUB_BROWSER_URL names one that runs already, which saves loading the demo while writing a test.
    """
    if running := os.environ.get("HUB_BROWSER_URL"):
        yield running.rstrip("/")
        return
    log = tmp_path_factory.mktemp("hub") / "log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "HUB_STATE_DIR": str(tmp_path_factory.mktemp("state")),
        "HUB_DEMO": "1",
        "PORT": str(free_port()),
    }
    environment.pop("HUB_TEST_RUN", None)
    with log.open("w") as output:
        hub = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        yield _wait_until_ready(hub, log)
    finally:
        hub.send_signal(signal.SIGTERM)
        hub.wait(60)


def _wait_until_ready(hub: subprocess.Popen[bytes], log: Path) -> str:
    with log.open() as lines:
        seen = ""
        for _try in range(START_SECONDS * 5):
            seen += lines.read()
            if found := re.search(r"ready (http://\S+)", seen):
                return found.group(1).rstrip("/")
            try:
                hub.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            break
    raise AssertionError(f"the hub did not start:\n{seen[-4000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    path = find()
    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


def is_problem(line: ConsoleMessage) -> bool:
    """An error in the console.

    But for three. A form that comes back with what is wrong in it (422). A search that is given up for the
    next letter's, though htmx calls it one. And an action whose own button was redrawn by a live refresh
    meanwhile: htmx then finds no place for the parts beside its target; the refresh brings them.
    """
    if line.type != "error" or "status of 422" in line.text:
        return False
    return not line.text.startswith(("htmx:oobErrorNoTarget", "htmx:afterRequest", "htmx:sendAbort"))


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_browser()` is another person's browser; what a page throws or refuses fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(**options: object) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "Europe/Dublin", **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if is_problem(line) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(scope="session")
def signed_in_before() -> dict[str, list[Cookie]]:
    """Cookies by address: the hub lets one place sign in thirty times a minute; these tests are quicker."""
    return {}


@pytest.fixture
def sign_in(live_hub: str, signed_in_before: dict[str, list[Cookie]]) -> Callable[[Page, str], None]:
    """`sign_in(page, "bob@launchpad.example")` with the demo's password."""

    def sign_in_as(page: Page, email: str) -> None:
        if email in signed_in_before:
            page.context.add_cookies(signed_in_before[email])
        page.goto(f"{live_hub}/conversations/tickets/")
        if "/accounts/login/" not in page.url:
            return
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill("demo")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/conversations/**")
        signed_in_before[email] = page.context.cookies()

    return sign_in_as


@pytest.fixture
def open_site() -> Iterator[Callable[..., str]]:
    """`open_site(hub)` serves pages of another origin that embed the hub's widget; their address.

    With the host `localhost` it is another site too, and Chromium then blocks storage in the frame.
    """
    servers: list[ThreadingHTTPServer] = []

    def serve(hub: str, key: str = "demo-widget", host: str = "127.0.0.1") -> str:
        servers.append(serve_site(hub, key))
        return f"http://{host}:{servers[-1].server_address[1]}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def faulty_page(browser: Browser) -> Iterator[Page]:
    """A page whose network may fail: Chromium logs that as an error of the page, so only exceptions count."""
    context = browser.new_context()
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    context.close()
    assert thrown == []
