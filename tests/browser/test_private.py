"""A ticket becomes private while a colleague has it open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TICKET = "/conversations/tickets/1010/"


@pytest.fixture
def alice(live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser()
    sign_in(page, "alice@launchpad.example")
    page.goto(live_hub + TICKET)
    return page


@pytest.fixture
def bob(live_hub: str, faulty_page: Page, sign_in: Callable[[Page, str], None]) -> Page:
    """His page asks for what it may not have any more, which Chromium calls an error."""
    sign_in(faulty_page, "bob@launchpad.example")
    faulty_page.goto(live_hub + TICKET)
    expect(faulty_page.locator("#ai-panel h2").first).to_be_visible()
    expect(faulty_page.locator("#readers")).to_be_visible()
    return faulty_page


def test_it_leaves_the_page_of_who_may_not_read_it_any_more(live_hub: str, alice: Page, bob: Page) -> None:
    subject = (bob.locator("#ticket-title").inner_text()).partition(" ")[2]
    expect(alice.locator("#present")).to_contain_text("Bob")
    bob.locator("#composer-text").fill("Half a reply")

    alice.locator("#choose-readers").focus()
    alice.keyboard.press("Enter")
    expect(alice.locator("#save-readers")).to_be_visible()
    alice.locator("#save-readers").focus()
    alice.keyboard.press("Enter")

    expect(bob.get_by_role("heading", name="This ticket is not open to you any more")).to_be_focused()
    expect(bob.locator("[data-toast]")).to_have_count(0)
    assert subject not in bob.content()
    assert subject not in bob.title()

    bob.get_by_role("link", name="To the list").click()
    expect(bob.locator("#list-form")).to_be_visible()
    bob.go_back()
    expect(bob.get_by_role("heading", name="There is nothing here")).to_be_visible()

    expect(alice.locator("#ticket-head")).to_contain_text("Private")
    alice.locator("#make-public").click()
    expect(alice.locator("#readers")).to_contain_text("Every member")
    bob.goto(live_hub + TICKET)
    expect(bob.locator("#ticket-title")).to_contain_text(subject)
