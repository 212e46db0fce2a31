"""The help centre as its readers meet it: small screens, no scripts, the keyboard, both schemes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import serious

pytestmark = pytest.mark.browser

HOME = "/help/default/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding_or_scrolls_sideways(
    live_hub: str, open_browser: Callable[..., Page], scheme: str
) -> None:
    viewport = {"width": 320, "height": 700}
    page = open_browser(color_scheme=scheme, bypass_csp=True, viewport=viewport)
    found: list[str] = []
    for path in ("", "search/?q=refunds", "category/billing-plans/", "cancel-and-refunds/"):
        page.goto(f"{live_hub}{HOME}{path}")
        found += serious(page, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert found == []


def test_a_reader_without_scripts_finds_an_answer_and_says_what_was_missing(
    live_hub: str, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(java_script_enabled=False)
    page.goto(f"{live_hub}{HOME}")

    page.get_by_role("searchbox").fill("how do I get my money back")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Cancel the subscription and refunds").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancel the subscription and refunds")
    page.get_by_role("button", name="No").click()
    page.get_by_label("What was missing").fill("How long a card takes.")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you")


def test_the_keyboard_skips_to_the_text(live_hub: str, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto(f"{live_hub}{HOME}cancel-and-refunds/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_the_messenger_leads_to_it(live_hub: str, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto(f"{live_hub}/demo/default/")
    page.get_by_role("button", name="Open chat").click()
    messenger = page.frame_locator("iframe")

    with page.context.expect_page() as opened:
        messenger.get_by_role("link", name="Browse help").click()

    expect(opened.value.get_by_role("heading", level=1)).to_have_text("How can we help?")
