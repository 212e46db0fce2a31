"""A chat becomes tickets: the visitor's card and the member's panel, both live."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.test_main_job import REFERENCE, say, visit

pytestmark = pytest.mark.browser

TAP = "The kitchen tap is leaking, there is water on the floor"
RENT = "Also I was charged twice for the rent in October"


def card(messenger: FrameLocator, text: str):
    return messenger.locator(".suggestion", has_text=text)


def test_a_visitor_makes_a_ticket_of_what_they_wrote_and_takes_it_back(
    live_hub: str, open_browser: Callable[..., Page]
) -> None:
    messenger = visit(open_browser(), live_hub, "harbor")
    say(messenger, TAP)
    tap = card(messenger, "kitchen tap")
    expect(tap).to_contain_text("Maintenance")
    expect(tap).to_contain_text("% sure")

    tap.get_by_role("button", name="Create ticket").click()
    expect(tap).to_contain_text(REFERENCE)
    expect(tap.get_by_role("button", name="Undo")).to_be_focused()
    tap.get_by_role("button", name="Undo").press("Enter")

    expect(tap.get_by_role("button", name="Create ticket")).to_be_focused()
    tap.get_by_role("button", name="Edit first").press("Enter")
    messenger.get_by_role("button", name="Cancel").press("Enter")
    expect(tap.get_by_role("button", name="Create ticket")).to_be_focused()
    tap.get_by_role("button", name="Not an issue").click()
    expect(tap).to_contain_text("No ticket was opened.")


def test_a_visitor_words_it_first_and_says_how_good_it_is(
    live_hub: str, open_browser: Callable[..., Page]
) -> None:
    messenger = visit(open_browser(viewport={"width": 390, "height": 844}), live_hub, "harbor")
    say(messenger, TAP)
    tap = card(messenger, "kitchen tap")
    tap.get_by_role("button", name="Edit first").click()
    messenger.get_by_label("What is it about?").fill("Leak under the sink")
    messenger.locator(".suggestion-form").get_by_role("button", name="Create ticket").click()

    created = card(messenger, "Leak under the sink")
    expect(created).to_contain_text(REFERENCE)
    created.get_by_role("button", name="5", exact=True).click()
    expect(created.get_by_role("group")).to_have_count(0)


def test_what_a_visitor_types_outlives_what_comes_in_and_what_they_do_elsewhere(
    live_hub: str, open_browser: Callable[..., Page]
) -> None:
    messenger = visit(open_browser(), live_hub, "harbor")
    say(messenger, TAP)
    tap, rent = card(messenger, "kitchen tap"), card(messenger, "Double charge")
    tap.get_by_role("button", name="Create ticket").click()
    comment = tap.locator(".suggestion-rating input")
    comment.fill("It was")

    messenger.get_by_label("Your message").fill(RENT)
    messenger.get_by_label("Your message").press("Enter")
    expect(rent).to_be_visible()
    expect(comment).to_have_value("It was")
    rent.get_by_role("button", name="Edit first").click()
    title = messenger.get_by_label("What is it about?")
    title.fill("Half typed")
    tap.get_by_role("button", name="5", exact=True).click()

    expect(tap.get_by_role("group")).to_have_count(0)
    expect(title).to_have_value("Half typed")
    messenger.locator(".suggestion-form").get_by_role("button", name="Create ticket").click()
    expect(card(messenger, "Half typed")).to_contain_text(REFERENCE)


def test_a_member_sees_it_come_in_and_decides(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    charlie, mark = open_browser(viewport={"width": 1440, "height": 900}), uuid4().hex[:8]
    sign_in(charlie, "charlie@harbor.example")
    messenger = visit(open_browser(), live_hub, "harbor")
    say(messenger, f"Hello, this is {mark}")
    charlie.goto(f"{live_hub}/conversations/tickets/?view=all")
    charlie.locator("[data-list-item]", has_text=mark).get_by_role("link").first.click()
    panel = charlie.locator("#chat-panel")

    say(messenger, TAP)
    expect(panel.locator(".chat-suggestion")).to_have_count(1)
    panel.get_by_text("Edit first").click()
    panel.get_by_label("Title").fill("Half typed")
    # What is being edited outlives what comes in meanwhile.
    say(messenger, RENT)
    expect(card(messenger, "Double charge")).to_be_visible()
    expect(panel.get_by_label("Title")).to_have_value("Half typed")

    panel.get_by_text("Edit first").first.click()
    rent = panel.locator(".chat-suggestion", has_text="Double charge")
    expect(rent).to_be_visible()
    panel.get_by_text("Edit first").first.click()
    panel.get_by_label("Title").first.fill("Half typed")
    # And what is done on another card.
    rent.get_by_role("button", name="Not an issue").click()
    expect(card(messenger, "Double charge")).to_contain_text("No ticket was opened.")
    expect(rent.get_by_role("button", name="Undo")).to_be_visible()
    expect(panel.get_by_label("Title").first).to_have_value("Half typed")

    panel.locator("details.chat-edit[open]").get_by_role("button", name="Create ticket").click()
    expect(panel.locator(".chat-suggestion", has_text="Half typed")).to_contain_text(REFERENCE)
    expect(card(messenger, "Half typed")).to_contain_text("is with the team")
