"""A ticket text triaged in a real browser, live and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

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
    expect(bob.locator("#triage-history li").first).to_contain_text("How do I export invoices")


def open_faulty(page: Page, hub: str, sign_in: Callable[[Page, str], None]) -> Page:
    sign_in(page, "bob@launchpad.example")
    page.goto(hub + TRIAGE)
    return page


def test_after_a_cut_the_thread_is_looked_at_and_no_second_one_begun(
    faulty_page: Page, live_hub: str, sign_in: Callable[[Page, str], None]
) -> None:
    page = open_faulty(faulty_page, live_hub, sign_in)
    sent: list[str] = []
    # Not abort: the hub is to get it, and the page only the first line of the answer.
    page.route("**/api/triage/stream", lambda route: cut(route, sent))
    text = f"How do I export invoices for my accountant? {uuid4().hex[:8]}"
    page.get_by_label("What the customer wrote").fill(text)
    page.get_by_role("button", name="Triage", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The connection broke")

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", name="Result")).to_be_focused()
    assert len(sent) == 1
    assert sent[0] in page.url
    expect(page.locator("#triage-history a", has_text=text[-8:])).to_have_count(1)


def cut(route: Route, sent: list[str]) -> None:
    response = route.fetch()
    first = response.text().splitlines(keepends=True)[0]
    sent.append(json.loads(first)["thread_id"])
    route.fulfill(response=response, body=first)


def test_a_refused_answer_stays_where_it_was_typed(
    faulty_page: Page, live_hub: str, sign_in: Callable[[Page, str], None]
) -> None:
    page = open_faulty(faulty_page, live_hub, sign_in)
    page.get_by_label("What the customer wrote").fill("It does not work")
    page.get_by_role("button", name="Triage", exact=True).click()
    answer = page.get_by_label("Your answer")

    answer.fill("word " * 1_200)
    page.get_by_role("button", name="Answer and go on").click()

    expect(page.get_by_role("alert")).to_contain_text("at most 5000 fit")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(answer).to_have_value("word " * 1_200)
    expect(answer).to_be_focused()


def test_an_answer_that_came_second_shows_the_thread_as_it_is_and_what_was_typed(
    faulty_page: Page, live_hub: str, sign_in: Callable[[Page, str], None]
) -> None:
    page = open_faulty(faulty_page, live_hub, sign_in)
    page.get_by_label("What the customer wrote").fill("It does not work")
    page.get_by_role("button", name="Triage", exact=True).click()
    page.get_by_label("Your answer").fill("nothing works")
    refusal = {"error": {"code": "THREAD_NOT_WAITING", "message": "Answered a moment ago."}}
    page.route("**/api/triage/resume", lambda route: route.fulfill(status=409, json=refusal))

    with page.expect_response(lambda response: response.url.startswith(f"{live_hub}{TRIAGE}")):
        page.get_by_role("button", name="Answer and go on").click()

    expect(page.get_by_role("alert")).to_contain_text("Answered a moment ago.")
    expect(page.get_by_label("Your answer")).to_have_value("nothing works")


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

    tab = bob.context.new_page()
    tab.goto(bob.url)
    with bob.expect_response(lambda response: response.url.endswith("/ai/")):
        tab.locator("#ticket-head").get_by_role("button", name="Set pending").click()
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
