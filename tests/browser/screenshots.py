"""Takes the README's screenshots of a running demo: `make screenshots` while `make up` runs elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import find

OUT = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
HUB = os.environ.get("HUB_BROWSER_URL", "http://127.0.0.1:8000").rstrip("/")
QUESTION = "how long does the free trial last and do i need to give a card"

LEAK = "The kitchen tap is leaking, there is water on the floor"


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    path = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        take_messenger(browser)
        take_ticket(browser, "ticket.png", width=1440, height=900, scheme="light")
        take_ticket(browser, "phone.png", width=390, height=844, scheme="dark")
        take_chat_card(browser)
        take_chat_panel(browser)
        browser.close()
    sys.stdout.write(f"written to {OUT}\n")


def take_messenger(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 800}, color_scheme="light")
    page.goto(f"{HUB}/demo/default/")
    page.get_by_role("button").first.click()
    messenger = page.frame_locator("iframe")
    messenger.get_by_role("textbox").fill(QUESTION)
    messenger.get_by_role("textbox").press("Enter")
    messenger.locator(".entry--ai[data-message]").wait_for()
    page.screenshot(path=OUT / "messenger.png")


def take_ticket(browser: Browser, name: str, *, width: int, height: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    sign_in(page)
    page.goto(f"{HUB}/conversations/tickets/?view=all")
    page.locator("[data-list-item]", has_text="free trial").first.get_by_role("link").click()
    decision = page.locator("#ai-panel details", has=page.locator(".trace")).first
    decision.locator("summary").first.click()
    decision.locator(".trace").wait_for()
    page.screenshot(path=OUT / name)


def take_chat_card(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 800}, color_scheme="light")
    page.goto(f"{HUB}/demo/harbor/")
    page.get_by_role("button").first.click()
    messenger = page.frame_locator("iframe")
    messenger.get_by_role("textbox").fill(LEAK)
    messenger.get_by_role("textbox").press("Enter")
    messenger.locator(".suggestion").wait_for()
    page.screenshot(path=OUT / "chat-card.png")


def take_chat_panel(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    sign_in(page, "charlie@harbor.example")
    page.goto(f"{HUB}/conversations/tickets/?view=all")
    page.locator("[data-list-item]", has_text="heating").first.get_by_role("link").click()
    page.locator("#chat-panel .chat-suggestion").first.scroll_into_view_if_needed()
    page.screenshot(path=OUT / "chat-to-ticket.png")


def sign_in(page: Page, email: str = "bob@launchpad.example") -> None:
    page.goto(f"{HUB}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill("demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/conversations/**")


if __name__ == "__main__":
    main()
