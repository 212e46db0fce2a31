"""A support lead at work on guidance, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_frame import SIDEWAYS

pytestmark = pytest.mark.browser

GUIDANCE = "/conversations/guidance/"
PAGES = ("", "packs/new/", "playbooks/new/", "history/", "try/?message=I+want+my+money+back")


@pytest.fixture
def alice(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], live_hub: str) -> Page:
    page = open_browser()
    sign_in(page, "alice@launchpad.example")
    page.goto(live_hub + GUIDANCE)
    return page


def test_a_switch_is_flipped_and_taken_back_by_the_keyboard(alice: Page) -> None:
    switch = alice.get_by_role("switch", name="House style")
    expect(switch).to_be_checked()
    switch.press("Enter")
    expect(switch).not_to_be_checked()
    toast = alice.locator(".toast", has_text="“House style” is off.")
    toast.get_by_role("button", name="Undo").press("Enter")
    expect(switch).to_be_checked()


def test_a_rule_is_written_tried_and_back_tested(alice: Page) -> None:
    alice.get_by_role("link", name="Money", exact=True).click()
    alice.get_by_role("link", name="New rule").click()
    alice.get_by_label("Name", exact=True).fill("Says invoice")
    alice.get_by_label("Words in the message").fill("invoice")
    alice.get_by_role("button", name="Save").click()
    alice.get_by_role("button", name="Run it", exact=True).click()
    expect(alice.get_by_text("It would have caught")).to_be_visible()
    expect(alice.locator(".guidance-hits a").first).to_be_visible()

    alice.get_by_role("link", name="Back to “Money”").click()
    alice.get_by_role("link", name="Try a message").click()
    alice.get_by_label("The customer's message").fill("Where is my invoice?")
    alice.get_by_label("Try rules that are off too").check()
    alice.get_by_role("button", name="Try it").click()
    expect(alice.get_by_text("The message says “invoice”.").first).to_be_visible()


def test_a_guardrail_is_added_tried_and_removed_again(alice: Page) -> None:
    alice.get_by_role("link", name="Money and promises").click()
    alice.locator("summary", has_text="Must not promise").click()
    alice.locator("#phrases-must_not_promise").fill("free upgrade")
    alice.get_by_role("button", name="Add", exact=True).click()
    expect(alice.locator(".toast", has_text="The rule is added.")).to_be_visible()

    alice.get_by_role("link", name="Try an answer").click()
    alice.get_by_label("The answer").fill("You get a free upgrade.")
    alice.get_by_role("button", name="Check it").click()
    expect(alice.get_by_text("Not sent: the ticket goes to people.")).to_be_visible()
    alice.get_by_role("link", name="Back to the pack").click()
    rule = alice.locator(".guidance-rules > li", has_text="free upgrade")
    rule.get_by_role("button", name="Remove").click()
    expect(rule).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_goes_sideways_on_a_phone(
    open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], live_hub: str, width: int
) -> None:
    page = open_browser(viewport={"width": width, "height": 844})
    sign_in(page, "alice@launchpad.example")
    page.goto(live_hub + GUIDANCE)
    linked = page.locator("#guidance h3 a").evaluate_all("(links) => links.map((link) => link.pathname)")
    for path in [GUIDANCE + end for end in PAGES] + linked:
        page.goto(live_hub + path)
        assert page.evaluate(SIDEWAYS) <= 0, path


def test_a_pack_is_switched_without_scripts(
    open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], live_hub: str
) -> None:
    scripted = open_browser()
    sign_in(scripted, "alice@launchpad.example")
    page = open_browser(java_script_enabled=False)
    page.context.add_cookies(scripted.context.cookies())
    page.goto(live_hub + GUIDANCE)
    for state in ("true", "false"):
        page.get_by_role("switch", name="Warmer for the portal").click()
        switch = page.get_by_role("switch", name="Warmer for the portal")
        expect(switch).to_have_attribute("aria-checked", state)
