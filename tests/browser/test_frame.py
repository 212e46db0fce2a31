"""The frame around every page, and the settings in it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MEMBERS = "/conversations/settings/members/"
PAGES = [
    "/accounts/login/",
    "/accounts/password/reset/",
    MEMBERS,
    "/conversations/settings/teams/",
    "/conversations/settings/audit/",
    "/conversations/settings/profile/",
    "/conversations/settings/notifications/",
    "/conversations/notifications/",
    "/conversations/tickets/",
    "/accounts/2fa/",
    "/accounts/email/",
]
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def alice(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser()
    sign_in(page, "alice@launchpad.example")
    return page


def test_a_chosen_theme_is_kept(alice: Page, live_hub: str) -> None:
    alice.goto(live_hub + "/conversations/settings/profile/")
    alice.get_by_text("Your menu").locator("..").click()
    alice.get_by_role("button", name="Dark").click()
    expect(alice.locator("html")).to_have_attribute("data-theme", "dark")
    expect(alice.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    alice.reload()
    expect(alice.locator("html")).to_have_attribute("data-theme", "dark")


def test_escape_closes_a_menu_and_gives_the_focus_back(alice: Page, live_hub: str) -> None:
    alice.goto(live_hub + "/conversations/settings/profile/")
    summary = alice.get_by_text("Your menu").locator("..")
    summary.click()
    expect(alice.get_by_role("button", name="Sign out")).to_be_visible()
    alice.keyboard.press("Escape")
    expect(alice.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_changed_role_can_be_undone(alice: Page, live_hub: str) -> None:
    alice.goto(live_hub + MEMBERS)
    role = alice.get_by_label("Role of Vera Lindqvist")
    role.select_option("agent")
    note = alice.get_by_role("status")
    expect(note).to_contain_text("Vera Lindqvist: Agent")
    note.get_by_role("button", name="Undo").click()
    expect(note).to_contain_text("Vera Lindqvist: Viewer")
    expect(role).to_have_value("viewer")


def test_a_demo_login_signs_in(open_browser: Callable[..., Page], live_hub: str) -> None:
    page = open_browser()
    page.goto(live_hub + "/accounts/login/")
    page.get_by_role("button", name=re.compile("Bob Tanner")).click()
    page.wait_for_url("**/conversations/**")
    expect(page.get_by_text("Your menu").locator("..")).to_have_attribute("title", "Bob Tanner")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(
    open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], live_hub: str, width: int
) -> None:
    page = open_browser(viewport={"width": width, "height": 844})
    for path in PAGES:
        if path == MEMBERS:
            sign_in(page, "alice@launchpad.example")
        page.goto(live_hub + path)
        assert page.evaluate(SIDEWAYS) <= 0, path
