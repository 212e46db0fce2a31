"""What a member is told of, and what a customer says of how it was, in real browsers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

pytestmark = pytest.mark.browser

FRAME = "/widget/frame/?key=demo-widget"
WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def bob(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser(viewport=WIDE)
    sign_in(page, "bob@launchpad.example")
    return page


def write(visitor: Page, text: str) -> None:
    visitor.get_by_label("Your message").fill(text)
    visitor.get_by_label("Your message").press("Enter")


def open_ticket(member: Page, live_hub: str, mark: str) -> None:
    member.goto(f"{live_hub}/conversations/tickets/")
    member.locator("[data-list-item]", has_text=mark).get_by_role("link").click()
    expect(member.locator("[data-ticket]")).to_be_visible()


def test_the_bell_tells_of_an_escalation_and_opening_the_ticket_reads_it(live_hub, bob, open_browser) -> None:
    bob.goto(f"{live_hub}/conversations/settings/profile/")
    bell = bob.locator(".rail-bell > summary")
    count = bell.locator(".rail-count")
    expect(count).to_be_visible()
    before = count.inner_text()
    mark, visitor = uuid4().hex[:8], open_browser()
    visitor.goto(live_hub + FRAME)
    write(visitor, f"I want to talk to a person about {mark}")

    # The bell counts what comes; the panel shows what there is when it is opened.
    expect(count).not_to_have_text(before)
    bell.click()
    row = bob.locator(".notifications-panel .row", has_text=mark)
    expect(row).to_have_attribute("data-unread", "")
    with bob.expect_response(lambda response: response.url.endswith("/read/")):
        row.get_by_role("link").click()
    expect(bob.locator("[data-ticket]")).to_contain_text(mark)

    bob.goto(f"{live_hub}/conversations/notifications/")
    expect(bob.locator(".row", has_text=mark)).not_to_have_attribute("data-unread", "")


def test_a_notification_is_read_by_its_key_and_keeps_its_place(live_hub, bob, open_browser) -> None:
    mark, visitor = uuid4().hex[:8], open_browser()
    visitor.goto(live_hub + FRAME)
    write(visitor, f"I want to talk to a person about {mark}")
    bob.goto(f"{live_hub}/conversations/notifications/")
    row = bob.locator(".row", has_text=mark)
    expect(row).to_have_attribute("data-unread", "")
    row.get_by_role("link").focus()

    bob.keyboard.press("e")

    expect(row).not_to_have_attribute("data-unread", "")
    expect(row.get_by_role("link")).to_be_focused()


def test_a_refresh_from_before_a_row_was_read_does_not_make_it_new_again(live_hub, bob, open_browser) -> None:
    mark, visitor = uuid4().hex[:8], open_browser()
    visitor.goto(live_hub + FRAME)
    write(visitor, f"I want to talk to a person about {mark}")
    bob.goto(f"{live_hub}/conversations/notifications/")
    row = bob.locator(".row", has_text=mark)
    expect(row).to_have_attribute("data-unread", "")
    held: list[tuple[Route, APIResponse]] = []
    bob.route("**/conversations/notifications/", lambda route: held.append((route, route.fetch())), times=1)
    bob.evaluate("document.body.dispatchEvent(new CustomEvent('live:resync'))")
    while not held:
        bob.wait_for_timeout(10)

    row.get_by_role("link").press("e")
    expect(row).not_to_have_attribute("data-unread", "")
    route, answer = held.pop()
    with bob.expect_request("**/conversations/notifications/") as again:
        route.fulfill(response=answer)
    assert again.value.response().ok

    expect(row).not_to_have_attribute("data-unread", "")


def test_a_resolved_conversation_is_rated_with_the_keyboard(live_hub, bob, open_browser) -> None:
    mark, visitor = uuid4().hex[:8], open_browser()
    visitor.goto(live_hub + FRAME)
    write(visitor, f"I want to talk to a person about {mark}")
    expect(visitor.locator("[data-ticket]")).to_contain_text("Your reference is #")
    open_ticket(bob, live_hub, mark)
    bob.locator("[data-composer] textarea").fill("It is done.")
    bob.locator("#ticket-pane").get_by_role("button", name="Send reply").click()
    expect(visitor.locator(".entry--member")).to_contain_text("It is done.")
    bob.get_by_role("button", name="Resolve", exact=True).click()

    good = visitor.get_by_role("button", name="4: Good")
    good.focus()
    visitor.keyboard.press("Enter")
    expect(good).to_have_attribute("aria-pressed", "true")
    expect(visitor.get_by_text("Thank you for your rating.")).to_be_visible()
    visitor.get_by_label("What was it like?").fill("Quick")
    visitor.get_by_label("What was it like?").press("Tab")
    visitor.keyboard.press("Enter")

    card = bob.locator("#ticket-csat")
    expect(card).to_contain_text("4 of 5")
    expect(card).to_contain_text("Quick")
    expect(card).to_contain_text("About Bob Tanner")
    visitor.reload()
    expect(visitor.get_by_role("button", name="4: Good")).to_have_attribute("aria-pressed", "true")
    write(visitor, "One more thing")
    expect(visitor.get_by_role("button", name="4: Good")).to_be_hidden()
