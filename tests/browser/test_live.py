"""Events that come while a page can not hear them: before its stream is open, or while its tab is hidden."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

FRAME = "/widget/frame/?key=demo-widget"
HIDE = """isHidden => {
    Object.defineProperty(document, "hidden", {value: isHidden, configurable: true})
    document.dispatchEvent(new Event("visibilitychange"))
}"""


@pytest.fixture
def bob(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(page, "bob@launchpad.example")
    return page


@pytest.fixture
def visitor(open_browser: Callable[..., Page], live_hub: str) -> Page:
    page = open_browser()
    page.goto(live_hub + FRAME)
    return page


def ask_for_a_person(visitor: Page, mark: str) -> None:
    visitor.get_by_label("Your message").fill(f"I want to talk to a person about {mark}")
    visitor.get_by_label("Your message").press("Enter")
    expect(visitor.locator(".entry--system")).to_contain_text("#")


def write_again(visitor: Page, text: str) -> None:
    visitor.get_by_label("Your message").fill(text)
    visitor.get_by_label("Your message").press("Enter")
    expect(visitor.locator(".entry--customer[data-message]").last).to_contain_text(text)


def hold_streams(page: Page) -> list[Route]:
    """From now on the page's streams wait, until each is let go with `continue_()`."""
    held: list[Route] = []
    page.route("**/live/?*", lambda route: held.append(route))
    return held


def test_a_ticket_that_comes_between_the_page_and_its_first_stream_is_in_the_list(
    live_hub: str, bob: Page, visitor: Page
) -> None:
    mark, held = uuid4().hex[:8], hold_streams(bob)
    with bob.expect_request("**/live/?*"):
        bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    row = bob.locator("[data-list-item]", has_text=mark)

    ask_for_a_person(visitor, mark)
    expect(row).to_have_count(0)
    held.pop().continue_()

    expect(row).to_be_visible()


def test_a_message_that_comes_while_its_ticket_opens_is_in_the_conversation(
    live_hub: str, bob: Page, visitor: Page
) -> None:
    mark = uuid4().hex[:8]
    ask_for_a_person(visitor, mark)
    bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    row = bob.locator("[data-list-item]", has_text=mark)
    expect(row).to_be_visible()
    held = hold_streams(bob)
    with bob.expect_request("**/live/?*"):
        row.get_by_role("link").click()
    expect(bob.locator("#transcript")).to_contain_text(mark)

    write_again(visitor, f"More of {mark}")
    # The list's stream tells of it, the ticket's waits.
    expect(row).to_contain_text(f"More of {mark}")
    expect(bob.locator("#transcript")).not_to_contain_text(f"More of {mark}")
    for route in held:
        route.continue_()

    expect(bob.locator("#transcript")).to_contain_text(f"More of {mark}")


def test_a_tab_that_was_hidden_fetches_what_it_missed_and_no_more(
    live_hub: str, bob: Page, visitor: Page
) -> None:
    mark = uuid4().hex[:8]
    bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    bob.wait_for_load_state("networkidle")
    bob.evaluate(HIDE, True)

    ask_for_a_person(visitor, mark)
    bob.evaluate("document.body.addEventListener('live:resync', () => (window.isResynced = true))")
    bob.evaluate(HIDE, False)

    expect(bob.locator("[data-list-item]", has_text=mark)).to_be_visible()
    assert bob.evaluate("window.isResynced") is None


def test_a_change_of_ones_own_is_not_fetched_once_more_and_anothers_is(
    live_hub: str, bob: Page, visitor: Page
) -> None:
    mark = uuid4().hex[:8]
    ask_for_a_person(visitor, mark)
    bob.goto(f"{live_hub}/conversations/tickets/?view=all&q={mark}")
    bob.locator("[data-list-item]").get_by_role("link").click()
    expect(bob.locator("#ai-panel h2").first).to_be_visible()
    bob.wait_for_load_state("networkidle")
    fetched: list[str] = []
    bob.on("request", lambda request: fetched.append(request.url) if request.url.endswith("/live/") else None)

    for press in ("Set pending", "Resolve", "Reopen"):
        # By the time that the panel is there, everything else on the page has heard of the change.
        with bob.expect_response(lambda response: response.url.endswith("/ai/")):
            bob.locator("#ticket-head").get_by_role("button", name=press).click()
        expect(bob.locator("#ticket-head").get_by_role("button", name=press)).to_have_count(0)
    bob.locator("#transcript .msg-more").last.click()
    with bob.expect_response(lambda response: response.url.endswith("/ai/")):
        bob.locator("#message-menu").get_by_role("button", name="Thumbs up").click()
    expect(bob.locator("#transcript .reaction")).to_have_count(1)
    assert fetched == []

    write_again(visitor, f"More of {mark}")
    expect(bob.locator("#transcript")).to_contain_text(f"More of {mark}")
    assert fetched


def test_a_row_that_is_pressed_is_not_drawn_anew_before_it_is_let_go(
    live_hub: str, bob: Page, visitor: Page
) -> None:
    mark = uuid4().hex[:8]
    bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    bob.wait_for_load_state("networkidle")
    link = bob.locator(".row-link").nth(1)
    pressed, subject = link.element_handle(), link.locator(".row-title").inner_text()
    link.hover()
    bob.mouse.down()
    # The numbers beside the views wait half a second after an event: by then the rows would have been drawn.
    with bob.expect_response("**/tickets/views/?*"):
        ask_for_a_person(visitor, mark)
    assert pressed.evaluate("link => link.isConnected")
    expect(bob.locator("[data-list-item]", has_text=mark)).to_have_count(0)
    bob.mouse.up()

    expect(bob.locator("#ticket-title")).to_contain_text(subject)
    expect(bob.locator("[data-list-item]", has_text=mark)).to_be_visible()
