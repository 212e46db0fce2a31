"""A day at the inbox, in a browser: find, choose, change many, take it back, write."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.test_main_job import say, visit

pytestmark = pytest.mark.browser

BOB = "bob@launchpad.example"
ALICE = "alice@launchpad.example"


@pytest.fixture
def bob(live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser()
    sign_in(page, BOB)
    return page


@pytest.fixture
def written(live_hub: str, open_browser: Callable[..., Page]) -> str:
    """Two visitors write the same rare word; it finds their tickets."""
    word = f"zyx{uuid4().hex[:8]}"
    for number in range(2):
        messenger = visit(open_browser(), live_hub)
        say(messenger, f"I want to talk to a person about {word}, case {number}")
        expect(messenger.get_by_text(re.compile(r"#\d{4,}")).first).to_be_visible()
    return word


def expect_to_be_seen_writing(writer: Page, text: str, *, by: Page) -> None:
    """Who is still for some seconds writes no more: on a busy machine they go on until it is seen."""
    sees = by.locator("#present", has_text="is writing a reply")
    for _again in range(5):
        writer.locator("#composer-text").fill(text)
        with suppress(PlaywrightTimeout):
            sees.wait_for(timeout=5_000)
            return
    expect(sees).to_be_visible()


def search(page: Page, hub: str, word: str) -> None:
    page.goto(f"{hub}/conversations/tickets/?view=all")
    page.keyboard.press("/")
    # What was typed first finds the same two: only the answer to all of it is drawn last.
    with page.expect_response(lambda response: f"q={word}" in response.url):
        page.keyboard.type(word)
    expect(page.locator(".row")).to_have_count(2)
    expect(page).to_have_url(re.compile(f"q={word}"))


def test_a_press_opens_what_was_found_and_the_list_is_not_drawn_under_it(
    live_hub: str, bob: Page, written: str
) -> None:
    search(bob, live_hub, written)
    askers: list[str | None] = []
    bob.on("request", lambda request: askers.append(request.headers.get("hx-trigger")))

    bob.locator(".row-link").first.click()

    expect(bob.locator("#composer-text")).to_be_visible()
    assert "list-form" not in askers


def test_words_filters_and_a_saved_view(live_hub: str, bob: Page, written: str) -> None:
    search(bob, live_hub, written)

    bob.keyboard.press("Escape")
    bob.keyboard.press("f")
    bob.get_by_label("Low", exact=True).check()
    expect(bob.get_by_text("No ticket says that")).to_be_visible()
    bob.get_by_title(re.compile("Without Priority")).click()
    expect(bob.locator(".row")).to_have_count(2)

    bob.get_by_role("link", name="Save view").click()
    name = f"Cases {written}"
    bob.get_by_label("Name").fill(name)
    bob.get_by_role("dialog").get_by_role("button", name="Save view").click()
    link = bob.get_by_role("navigation", name="Views").get_by_role("link", name=re.compile(name))
    expect(link).to_have_attribute("aria-current", "page")
    expect(link.locator(".count")).to_have_text("2")


def test_many_are_resolved_by_keyboard_and_taken_back(live_hub: str, bob: Page, written: str) -> None:
    search(bob, live_hub, written)
    bob.keyboard.press("Escape")

    bob.keyboard.press("j")
    bob.keyboard.press("x")
    bob.get_by_role("button", name="Select all in this list").click()
    expect(bob.get_by_text("All in this list", exact=True)).to_be_visible()
    bob.locator("#bulk-form").get_by_role("button", name="Resolve").click()

    expect(bob.get_by_text("2 tickets changed")).to_be_visible()
    expect(bob.locator(".row .pill--resolved")).to_have_count(2)
    expect(bob.locator("#bulk-form")).to_be_hidden()
    bob.keyboard.press("z")
    expect(bob.get_by_text("Taken back")).to_be_visible()
    expect(bob.locator(".row .pill--open")).to_have_count(2)


def test_a_snoozed_ticket_and_a_reply_for_tomorrow(live_hub: str, bob: Page, written: str) -> None:
    search(bob, live_hub, written)
    bob.locator(".row-link").first.click()
    expect(bob.locator("#composer-text")).to_be_visible()

    bob.locator("#composer-text").fill("Good morning, it is done.")
    bob.locator("summary", has_text="Send later").click()
    bob.locator("#composer").get_by_role("button", name=re.compile("Tomorrow")).click()
    expect(bob.get_by_text("reply goes out")).to_be_visible()
    expect(bob.locator("#composer-text")).to_have_value("")
    bob.get_by_role("button", name="Cancel it").click()
    expect(bob.get_by_text("reply goes out")).to_have_count(0)

    bob.locator(".ticket .pane-title").click()
    bob.keyboard.press("s")
    bob.locator("#ticket-head").get_by_role("button", name=re.compile("Tomorrow")).click()
    expect(bob.get_by_text("Snoozed until")).to_be_visible()
    bob.get_by_role("button", name="Wake").click()
    expect(bob.get_by_text("Snoozed until")).to_have_count(0)


def test_two_members_see_each_other_and_none_answers_past_a_newer_message(
    live_hub: str,
    bob: Page,
    written: str,
    open_browser: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
) -> None:
    alice = open_browser()
    sign_in(alice, ALICE)
    for page in (bob, alice):
        search(page, live_hub, written)
        page.locator(".row-link").first.click()
        expect(page.locator("#composer-text")).to_be_visible()

    expect_to_be_seen_writing(alice, "I am on it", by=bob)
    bob.locator("#composer-text").fill("Me too")
    alice.get_by_role("button", name=re.compile("Send reply")).click()
    expect(bob.locator("#transcript")).to_contain_text("I am on it")
    bob.get_by_role("button", name=re.compile("Send reply")).click()

    expect(bob.locator("#composer-errors")).to_contain_text("wrote while you did")
    expect(bob.locator("#composer-text")).to_have_value("Me too")
    expect(alice.locator("#transcript")).not_to_contain_text("Me too")
    bob.get_by_role("button", name=re.compile("Send reply")).click()
    expect(alice.locator("#transcript")).to_contain_text("Me too")


def test_who_writes_before_the_scripts_are_there_is_seen_writing(
    live_hub: str,
    bob: Page,
    written: str,
    open_browser: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
) -> None:
    search(bob, live_hub, written)
    bob.locator(".row-link").first.click()
    expect(bob.locator("#composer-text")).to_be_visible()
    alice = open_browser()
    held: list[Route] = []
    sign_in(alice, ALICE)
    alice.route("**/presence*.js", lambda route: held.append(route))
    with alice.expect_request("**/presence*.js"):
        alice.goto(bob.url, wait_until="commit")
    alice.locator("#composer-text").fill("I am on it")
    held[0].continue_()

    expect(bob.locator("#present")).to_contain_text("is writing a reply")


def test_what_came_in_before_anything_was_typed_holds_nothing_back(
    live_hub: str,
    bob: Page,
    written: str,
    open_browser: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
) -> None:
    alice = open_browser()
    sign_in(alice, ALICE)
    search(bob, live_hub, written)
    bob.locator(".row-link").first.click()
    expect(bob.locator("#composer-text")).to_be_visible()
    alice.goto(bob.url)
    alice.locator("#composer-text").fill("I am on it")
    alice.get_by_role("button", name=re.compile("Send reply")).click()
    expect(bob.locator("#transcript")).to_contain_text("I am on it")

    bob.locator("#composer-text").fill("And I help")
    alice.locator("#composer-text").fill("Nearly done")
    alice.get_by_role("button", name=re.compile("Send reply")).click()
    expect(bob.locator("#transcript")).to_contain_text("Nearly done")
    # Thrown away and begun anew: by now both were there to be read.
    bob.locator("#composer-text").fill("")
    bob.locator("#composer-text").fill("What is left?")
    bob.get_by_role("button", name=re.compile("Send reply")).click()

    expect(alice.locator("#transcript")).to_contain_text("What is left?")
    expect(bob.locator("#composer-errors")).to_be_empty()


def test_a_macro_writes_into_the_composer(live_hub: str, bob: Page, written: str) -> None:
    name = f"Macro {written}"
    bob.goto(f"{live_hub}/conversations/settings/macros/new/")
    bob.get_by_label("Name").fill(name)
    bob.get_by_label(re.compile("^Text")).fill(
        "Hello {customer.first_name|there}, this is {member.first_name}."
    )
    bob.get_by_role("button", name="Save macro").click()
    search(bob, live_hub, written)
    bob.locator(".row-link").first.click()
    expect(bob.locator("#composer-text")).to_be_visible()

    bob.locator(".ticket .pane-title").click()
    bob.keyboard.press("m")
    bob.get_by_role("button", name=name).click()

    expect(bob.locator("#composer-text")).to_have_value("Hello there, this is Bob.")


def test_the_sheet_of_keys_opens_and_closes(live_hub: str, bob: Page) -> None:
    bob.goto(f"{live_hub}/conversations/tickets/")

    bob.keyboard.press("?")
    expect(bob.get_by_role("dialog", name="Keyboard")).to_be_visible()
    bob.keyboard.press("Escape")
    expect(bob.get_by_role("dialog", name="Keyboard")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_filters_fit_and_nothing_scrolls_sideways(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], width: int
) -> None:
    page = open_browser(viewport={"width": width, "height": 844})
    sign_in(page, BOB)
    page.goto(f"{live_hub}/conversations/tickets/?view=open")

    page.locator("summary", has_text="Filter").click()
    panel = page.locator(".menu-panel--wide")
    expect(panel.get_by_label("Pending", exact=True)).to_be_visible()

    box = panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel.get_by_label("Pending", exact=True).check()
    show = panel.get_by_role("button", name="Show tickets")
    expect(show).to_be_in_viewport(ratio=1)
    show.click()
    expect(panel).to_be_hidden()
    expect(page.get_by_title(re.compile("Without State: Pending"))).to_be_visible()
