"""A ticket text triaged in a real browser, live and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_frame import SIDEWAYS
from tests.browser.test_main_job import say, visit

pytestmark = pytest.mark.browser

TRIAGE = "/conversations/triage/"


@pytest.fixture
def bob(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], live_hub: str) -> Page:
    page = open_browser()
    sign_in(page, "bob@launchpad.example")
    page.goto(live_hub + TRIAGE)
    return page


def test_a_vague_text_is_asked_about_and_then_found_among_the_known_issues(bob: Page) -> None:
    bob.get_by_label("What the customer wrote").fill("It does not work")
    bob.get_by_role("button", name="Triage", exact=True).press("Enter")

    answer = bob.get_by_label("Your answer")
    expect(answer).to_be_focused()
    answer.fill("The timer keeps running after I press stop on my phone")
    bob.get_by_role("button", name="Answer and go on").press("Enter")

    expect(bob.get_by_role("heading", name="Result")).to_be_focused()
    result = bob.get_by_role("region", name="Result")
    expect(result).to_contain_text("LP-201 Timer keeps running")
    expect(bob.locator("[data-triage-steps] [data-state=done]")).to_have_count(3)
    with bob.expect_download() as download:
        result.get_by_role("link", name="Export as JSON").click()
    assert download.value.suggested_filename.startswith("triage-")
    bob.reload()
    expect(result).to_contain_text("LP-201")


def test_a_broken_connection_is_said_and_tried_again(bob: Page) -> None:
    bob.route("**/api/triage/stream", lambda route: route.fulfill(body="<html>cut off by a proxy"))
    bob.get_by_label("What the customer wrote").fill("How do I export invoices for my accountant?")
    bob.get_by_role("button", name="Triage", exact=True).click()
    expect(bob.get_by_role("alert")).to_contain_text("The connection broke")

    bob.unroute("**/api/triage/stream")
    bob.get_by_role("button", name="Try again").click()

    expect(bob.get_by_role("heading", name="Result")).to_be_visible()


def test_what_is_typed_into_a_tickets_card_outlives_a_live_refresh(
    bob: Page, live_hub: str, open_browser: Callable[..., Page]
) -> None:
    messenger = visit(open_browser(), live_hub)
    say(messenger, "It does not work")
    expect(messenger.locator(".entry--ai[data-message]").first).to_be_visible()
    bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    newest = bob.locator("[data-list-item]", has_text="It does not work").first
    newest.get_by_role("link").click()
    typed = bob.get_by_label("What you know")
    # A hub that has just begun triages the demo's tickets first.
    expect(typed).to_be_visible(timeout=120_000)
    typed.fill("On phones only")
    typed.press("Home")

    with bob.expect_response(lambda response: response.url.endswith("/ai/")):
        bob.locator("#ticket-head").get_by_role("button", name="Set pending").evaluate("it => it.click()")
    expect(bob.locator("#ticket-head").get_by_role("button", name="Set pending")).to_have_count(0)
    bob.wait_for_load_state("networkidle")

    expect(typed).to_have_value("On phones only")
    expect(typed).to_be_focused()
    bob.keyboard.type("Seen ")
    expect(typed).to_have_value("Seen On phones only")


def test_the_page_fits_a_phone(bob: Page) -> None:
    bob.set_viewport_size({"width": 390, "height": 800})
    assert not bob.evaluate(SIDEWAYS)


def test_it_works_without_scripts(
    open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], live_hub: str
) -> None:
    page = open_browser(java_script_enabled=False)
    sign_in(page, "bob@launchpad.example")
    page.goto(live_hub + TRIAGE)
    page.get_by_label("What the customer wrote").fill(
        "The timer keeps running after I press stop on my phone"
    )
    page.get_by_role("button", name="Triage", exact=True).click()
    expect(page.get_by_role("region", name="Result")).to_contain_text("LP-201")
