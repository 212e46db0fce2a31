"""Back and forward in the workspace: the address and what is shown agree, however the answers come in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

pytestmark = pytest.mark.browser

LIST = "/conversations/tickets/?view=all"


@pytest.fixture
def bob(live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser(viewport={"width": 1440, "height": 500})
    sign_in(page, "bob@launchpad.example")
    page.goto(live_hub + LIST)
    expect(links(page).nth(5)).to_be_visible()
    return page


class Held:
    """What changes the place waits here, to be answered in an order of our own."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route("**/conversations/tickets/**", self._hold)

    def after(self, action: Callable[[], object]) -> Route:
        """The request that the action leads to, waiting."""
        with self._page.expect_request(is_of_a_place) as asked:
            action()
        while not self._routes or self._routes[-1].request != asked.value:
            self._page.wait_for_timeout(10)
        return self._routes[-1]

    def _hold(self, route: Route) -> None:
        if is_of_a_place(route.request):
            self._routes.append(route)
        else:
            route.continue_()


def is_of_a_place(request: Request) -> bool:
    headers = request.headers
    return headers.get("hx-target") == "ticket-pane" or "hx-history-restore-request" in headers


def links(page: Page) -> Locator:
    return page.locator(".row-link")


def number_of(link: Locator) -> str:
    return (link.get_attribute("id") or "").removeprefix("row-link-")


def back(page: Page) -> Callable[[], object]:
    return lambda: page.evaluate("history.back()")


def expect_ticket(page: Page, number: str) -> None:
    expect(page.locator("[data-ticket]")).to_have_attribute("data-ticket", number)
    expect(page).to_have_url(re.compile(rf"/tickets/{number}/\?view=all$"))
    expect(page).to_have_title(re.compile(f"#{number}"))
    expect(page.locator("[aria-current].row")).to_have_id(f"row-{number}")


def expect_list(page: Page) -> None:
    expect(page.locator("[data-ticket]")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/tickets/\?view=all$"))
    expect(page).to_have_title(re.compile("^All"))
    expect(page.locator("[aria-current].row")).to_have_count(0)


def test_of_several_tickets_that_were_pressed_the_last_is_shown(bob: Page) -> None:
    held, last = Held(bob), number_of(links(bob).nth(3))
    requests = [held.after(links(bob).nth(place).click) for place in (1, 2, 3)]

    for request in reversed(requests):
        request.continue_()

    expect_ticket(bob, last)
    with bob.expect_response(lambda answer: "hx-history-restore-request" in answer.request.headers):
        held.after(back(bob)).continue_()
    expect_list(bob)


def test_going_back_gives_up_the_ticket_that_was_pressed_before(bob: Page) -> None:
    links(bob).nth(1).click()
    expect_ticket(bob, number_of(links(bob).nth(1)))
    held = Held(bob)
    pressed = held.after(links(bob).nth(2).click)
    before = held.after(back(bob))

    before.continue_()
    pressed.continue_()

    expect_list(bob)


def test_a_ticket_that_is_pressed_after_going_back_is_where_it_ends(bob: Page) -> None:
    links(bob).nth(1).click()
    expect_ticket(bob, number_of(links(bob).nth(1)))
    held, last = Held(bob), number_of(links(bob).nth(2))
    before = held.after(back(bob))
    pressed = held.after(links(bob).nth(2).click)

    pressed.continue_()
    expect_ticket(bob, last)
    before.continue_()

    expect_ticket(bob, last)


def test_back_and_forward_in_haste_end_where_the_address_says(bob: Page) -> None:
    first, second = (number_of(links(bob).nth(place)) for place in (1, 2))
    links(bob).nth(1).click()
    expect_ticket(bob, first)
    links(bob).nth(2).click()
    expect_ticket(bob, second)
    held = Held(bob)
    requests = [held.after(back(bob)), held.after(back(bob))]
    requests.append(held.after(lambda: bob.evaluate("history.forward()")))

    for request in reversed(requests):
        request.continue_()

    expect_ticket(bob, first)


def test_the_list_keeps_its_place_and_what_was_ticked(bob: Page) -> None:
    links(bob).nth(4).hover()
    bob.locator('#rows input[name="number"]').nth(4).check()
    bob.locator("#rows").evaluate("rows => (rows.scrollTop = 150)")
    links(bob).nth(5).click()
    expect(bob.locator("[data-ticket]")).to_be_visible()

    bob.go_back()

    expect_list(bob)
    assert bob.locator("#rows").evaluate("rows => rows.scrollTop") == 150
    expect(bob.locator('#rows input[name="number"]').nth(4)).to_be_checked()


def test_back_to_another_list_brings_that_list(live_hub: str, bob: Page) -> None:
    links(bob).nth(1).click()
    expect(bob.locator("[data-ticket]")).to_be_visible()
    bob.locator("#ticket-search").fill("nothing says these words")
    expect(bob.get_by_text("No ticket says that")).to_be_visible()
    expect(bob).to_have_url(re.compile("q=nothing"))

    bob.go_back()

    expect(links(bob).nth(5)).to_be_visible()
    expect(bob).to_have_url(re.compile(r"/tickets/\d+/\?view=all$"))
    expect(bob.locator("[data-ticket]")).to_be_visible()


def test_a_refresh_that_is_on_its_way_does_not_bring_back_the_list_from_before_a_search(bob: Page) -> None:
    refreshes: list[Route] = []
    bob.route(f"**{LIST}", lambda route: refreshes.append(route))
    with bob.expect_request(f"**{LIST}"):
        bob.evaluate("document.body.dispatchEvent(new CustomEvent('live:tickets'))")
    bob.locator("#ticket-search").fill("nothing says these words")
    expect(bob.get_by_text("No ticket says that")).to_be_visible()

    for refresh in refreshes:
        refresh.continue_()
    with bob.expect_response("**/conversations/tickets/?*q=nothing*"):
        bob.evaluate("document.body.dispatchEvent(new CustomEvent('live:tickets'))")

    expect(bob.get_by_text("No ticket says that")).to_be_visible()
