"""Where the keyboard is after what it was on has gone: near it, and never nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_main_job import say, visit

pytestmark = pytest.mark.browser

TITLE = "#ticket-title"


@pytest.fixture
def bob(live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(page, "bob@launchpad.example")
    return page


@pytest.fixture
def numbers(live_hub: str, open_browser: Callable[..., Page], bob: Page) -> list[str]:
    """Two new tickets of one visitor's word, and bob before the first."""
    word = f"zyx{uuid4().hex[:8]}"
    for case in range(2):
        messenger = visit(open_browser(), live_hub)
        say(messenger, f"I want to talk to a person about {word}, case {case}")
        expect(messenger.get_by_text(re.compile(r"#\d{4,}")).first).to_be_visible()
    bob.goto(f"{live_hub}/conversations/tickets/?view=all&q={word}")
    expect(bob.locator(".row")).to_have_count(2)
    ids = bob.locator(".row").evaluate_all("rows => rows.map(row => row.id.replace('row-', ''))")
    bob.goto(f"{live_hub}/conversations/tickets/{ids[0]}/")
    expect(bob.locator("#open-merge")).to_be_visible()
    return [str(number) for number in ids]


def find(page: Page, opener: str, number: str) -> None:
    page.locator(opener).press("Enter")
    page.get_by_label("Find a ticket by number, subject or customer").fill(number)


def test_a_merge_leads_to_the_name_of_the_ticket_it_went_to(bob: Page, numbers: list[str]) -> None:
    first, second = numbers
    find(bob, "#open-merge", second)
    bob.get_by_role("link", name=f"Merge into #{second}").press("Enter")
    bob.get_by_label(re.compile("I know that")).check()
    bob.get_by_role("button", name="Merge", exact=True).press("Enter")

    bob.wait_for_url(f"**/tickets/{second}/")
    expect(bob.locator(TITLE)).to_be_focused()
    bob.get_by_role("button", name="Undo the merge").press("Enter")
    bob.wait_for_url(f"**/tickets/{first}/")
    expect(bob.locator(TITLE)).to_be_focused()


def test_a_split_leads_to_the_name_of_the_new_ticket(bob: Page, numbers: list[str]) -> None:
    bob.locator("#open-split").press("Enter")
    bob.get_by_role("dialog").get_by_role("checkbox").first.check()
    bob.get_by_role("button", name="Split", exact=True).press("Enter")

    expect(bob.locator(".toast", has_text="split from")).to_be_visible()
    expect(bob.locator(TITLE)).to_be_focused()


def test_a_link_that_is_removed_leaves_the_keyboard_at_the_links(bob: Page, numbers: list[str]) -> None:
    find(bob, "#open-link", numbers[1])
    bob.get_by_role("button", name=f"#{numbers[0]} relates to #{numbers[1]}").press("Enter")
    expect(bob.locator(".toast", has_text="is linked")).to_be_visible()
    expect(bob.locator(TITLE)).to_be_focused()

    bob.get_by_role("button", name=f"Remove the link to #{numbers[1]}").press("Enter")

    expect(bob.locator("#open-link")).to_be_focused()


def test_a_tag_that_is_removed_leaves_the_keyboard_at_the_next_one(bob: Page, numbers: list[str]) -> None:
    for name in ("alpha", "beta"):
        bob.locator("#tag-name").fill(name)
        bob.locator("#tag-name").press("Enter")
        expect(bob.get_by_role("button", name=f"Remove the tag {name}")).to_be_visible()

    bob.get_by_role("button", name="Remove the tag alpha").press("Enter")
    expect(bob.get_by_role("button", name="Remove the tag beta")).to_be_focused()
    bob.keyboard.press("Enter")
    expect(bob.locator("#tag-name")).to_be_focused()


def test_a_button_that_its_own_press_takes_away_leaves_the_keyboard_at_the_name(
    bob: Page, numbers: list[str]
) -> None:
    bob.get_by_role("button", name="Set pending").press("Enter")
    expect(bob.locator("#ticket-head .pill--pending")).to_be_visible()
    expect(bob.locator(TITLE)).to_be_focused()


def test_an_undo_gives_the_keyboard_back_to_where_it_was(bob: Page, numbers: list[str]) -> None:
    bob.locator("#ticket-priority").focus()
    bob.locator("#ticket-priority").select_option("low")
    toast = bob.locator(".toast", has_text="another priority")
    toast.get_by_role("button", name="Undo").press("Enter")

    # Who asks for a person is taken for urgent.
    expect(bob.locator("#ticket-priority")).to_have_value("high")
    expect(bob.locator("#ticket-priority")).to_be_focused()


def test_z_undoes_the_latest_change(bob: Page, numbers: list[str]) -> None:
    bob.locator(TITLE).focus()
    bob.keyboard.press("e")
    expect(bob.locator("#ticket-head .pill--resolved")).to_be_visible()
    expect(bob.locator(".toast", has_text="is resolved")).to_be_visible()

    bob.keyboard.press("z")

    expect(bob.locator("#ticket-head .pill--open")).to_be_visible()
    expect(bob.locator("#transcript")).to_contain_text(re.compile("Bob .* undid: Resolve"))
    expect(bob.locator(".toast", has_text="Undone in")).to_be_visible()


def test_a_file_that_is_taken_back_leaves_the_keyboard_in_the_text(bob: Page, numbers: list[str]) -> None:
    bob.locator("[data-composer] input[type=file]").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Hello"}
    )
    bob.get_by_role("button", name="Remove a.txt").press("Enter")

    expect(bob.locator("#composer-files li")).to_have_count(0)
    expect(bob.locator("#composer-text")).to_be_focused()


def test_every_part_of_a_ticket_is_reached_by_a_key(bob: Page, numbers: list[str]) -> None:
    composer = bob.locator("#composer-text")
    bob.keyboard.press("r")
    expect(composer).to_be_focused()
    bob.keyboard.press("Escape")
    expect(bob.locator(TITLE)).to_be_focused()

    for key, field in (
        ("l", "#tag-name"),
        ("c", "#ticket-category"),
        ("T", "#ticket-team"),
        ("a", "#ticket-owner"),
    ):
        bob.keyboard.press(key)
        expect(bob.locator(field)).to_be_focused()
        bob.keyboard.press("Escape")
    for key, words in (("M", "Merge #"), ("L", "Link #"), ("S", "Split messages of #")):
        bob.keyboard.press(key)
        expect(bob.get_by_role("heading", name=words)).to_be_visible()
        bob.keyboard.press("Escape")
        expect(bob.get_by_role("heading", name=words)).to_be_hidden()
    bob.keyboard.press("?")
    expect(bob.get_by_role("dialog", name="Keyboard")).to_contain_text("Merge it into another")
