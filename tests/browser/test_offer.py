"""Articles in place of an answer, in the messenger: by mouse, by keyboard, on a phone and in the dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = pytest.mark.browser

# Answered in one article, in words that no passage is sure to answer.
ASKED = "Will the timer stop on its own at some point?"


def ask(page: Page, hub: str, text: str = ASKED) -> FrameLocator:
    page.goto(f"{hub}/demo/default/")
    page.get_by_role("button").first.click()
    messenger = page.frame_locator("iframe[title='Chat']")
    messenger.get_by_label("Your message").fill(text)
    messenger.get_by_label("Your message").press("Enter")
    expect(messenger.get_by_role("group", name="Did one of these help?")).to_be_visible()
    return messenger


def test_a_signed_address_that_grew_old_is_asked_for_anew(live_hub, open_browser) -> None:
    page = open_browser()
    messenger = ask(page, live_hub)
    card = messenger.locator(".offer-card a").first
    card.evaluate("(link) => { link.search = '?as=grown-old'; link.dataset.signedAt = 0; }")

    with page.expect_popup() as opened, page.expect_response("**/api/widget/help") as asked:
        card.click()

    assert asked.value.ok
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    assert "grown-old" not in opened.value.url


def test_the_keyboard_reaches_a_card_and_says_that_it_helped(live_hub, open_browser) -> None:
    messenger = ask(open_browser(), live_hub)
    cards = messenger.get_by_role("listitem").filter(has=messenger.get_by_role("link"))
    expect(cards.first).to_contain_text("timer")
    expect(cards.first.locator("mark").first).to_be_visible()
    expect(cards.first.get_by_role("link")).to_be_in_viewport()

    yes = messenger.get_by_role("button", name="Track your time: Yes, this one")
    yes.focus()
    yes.press("Enter")

    expect(messenger.get_by_text("This conversation is resolved. Write again to reopen it.")).to_be_visible()
    expect(messenger.get_by_role("group", name="Did one of these help?")).to_have_count(0)
    expect(messenger.get_by_role("button", name="Yes, this one")).to_have_count(0)
    expect(messenger.get_by_role("log")).to_be_focused()


def test_a_no_brings_a_person_and_a_reload_keeps_the_cards(live_hub, open_browser) -> None:
    page = open_browser()
    messenger = ask(page, live_hub)
    page.reload()
    page.get_by_role("button").first.click()
    messenger = page.frame_locator("iframe[title='Chat']")
    no = messenger.get_by_role("group", name="Did one of these help?").get_by_role("button", name="No")

    no.click()

    expect(messenger.get_by_text("A person will answer you here.")).to_be_visible()
    expect(messenger.locator(".offer-card").first).to_be_visible()
    expect(no).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_cards_fit_a_phone_and_can_be_pressed_by_a_thumb(live_hub, open_browser, scheme) -> None:
    page = open_browser(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    messenger = ask(page, live_hub)

    frame = next(frame for frame in page.frames if "/widget/frame/" in frame.url)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in messenger.locator(".ask-button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
