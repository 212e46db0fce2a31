"""What must not move, overflow or lead nowhere, whatever the words are, in a real browser."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_frame import SIDEWAYS

pytestmark = pytest.mark.browser

EVERY_TICKET = "/conversations/tickets/?view=all"
HEAD_HEIGHT = 81
LEFT_EDGES = "(all) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().left)))]"


@pytest.fixture
def alice_at(
    open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> Callable[[int], Page]:
    def at(width: int) -> Page:
        page = open_browser(viewport={"width": width, "height": 844})
        sign_in(page, "alice@launchpad.example")
        return page

    return at


@pytest.mark.parametrize("width", [320, 390])
def test_a_long_word_breaks_instead_of_the_page(
    alice_at: Callable[[int], Page], live_hub: str, width: int
) -> None:
    page, word = alice_at(width), secrets.token_hex(38)
    page.goto(live_hub + "/conversations/settings/teams/")
    page.get_by_label("New team").fill(word)
    page.get_by_role("button", name="Create").click()
    toast = page.locator(".toast", has_text=word)
    expect(toast).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0
    box = toast.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert toast.evaluate("(toast) => toast.scrollWidth <= toast.clientWidth")


@pytest.mark.parametrize("path", [EVERY_TICKET, "/conversations/content/"])
def test_rows_of_a_list_line_up(alice_at: Callable[[int], Page], live_hub: str, path: str) -> None:
    page = alice_at(1440)
    page.goto(live_hub + path)
    for part in [".row-title", ".row-snippet"]:
        assert page.locator(part).count() > 5
        assert len(page.locator(part).evaluate_all(LEFT_EDGES)) == 1, part


@pytest.mark.parametrize("width", [390, 1024])
def test_an_open_ticket_leads_back_to_the_list(
    alice_at: Callable[[int], Page], live_hub: str, width: int
) -> None:
    page = alice_at(width)
    page.goto(live_hub + EVERY_TICKET)
    page.goto(live_hub + str(page.locator("[data-list-link]").first.get_attribute("href")))
    page.get_by_role("link", name="To the list").and_(page.locator(".only-narrow")).click()
    page.wait_for_url("**/conversations/tickets/")
    expect(page.locator(".workspace-views")).to_be_visible()


def test_the_head_of_every_ticket_is_equally_high(alice_at: Callable[[int], Page], live_hub: str) -> None:
    page = alice_at(1440)
    page.goto(live_hub + EVERY_TICKET)
    links = page.locator("[data-list-link]").evaluate_all("(all) => all.map((one) => one.href)")
    assert len(links[::6]) > 2
    for link in links[::6]:
        page.goto(link)
        # The live page may put a new head in place of the one that is being measured.
        expect(page.locator("#ticket-head")).to_have_js_property("offsetHeight", HEAD_HEIGHT)


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_of_a_menu_is_cut_off_on_a_phone(
    alice_at: Callable[[int], Page], live_hub: str, width: int
) -> None:
    page = alice_at(width)
    page.goto(live_hub + EVERY_TICKET)
    page.get_by_role("checkbox", name=re.compile("Select #")).first.check()
    expect(page.get_by_role("button", name="Set pending")).to_be_in_viewport(ratio=1)
    assert page.locator(".bulk-bar").first.evaluate("bar => bar.offsetHeight") < 200
    page.goto(live_hub + str(page.locator("[data-list-link]").first.get_attribute("href")))
    for opener in page.locator(".ticket summary:visible").filter(has_not=page.locator("h3, strong")).all():
        opener.click()
        panel = opener.locator("xpath=following-sibling::*[contains(@class, 'menu-panel')]")
        if panel.count():
            expect(panel).to_be_in_viewport(ratio=0.99)
        page.keyboard.press("Escape")
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_chosen_settings_tab_is_in_sight_on_a_phone(
    alice_at: Callable[[int], Page], live_hub: str
) -> None:
    page = alice_at(320)
    page.goto(live_hub + "/conversations/settings/audit/")
    expect(page.get_by_role("link", name="Audit log")).to_be_in_viewport(ratio=1)
