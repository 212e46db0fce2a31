"""What a visitor does on a site reaches the hub, once they write, and not before."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.test_widget import launcher, open_messenger, say

pytestmark = pytest.mark.browser

TOLD = "**/api/widget/journey"


def steps_of(request: Request) -> list[dict[str, Any]]:
    return request.post_data_json["events"]


def kept(page: Page) -> list[dict[str, Any]]:
    """What waits in the tab."""
    return page.evaluate("JSON.parse(sessionStorage.getItem('conversations:demo-widget:journey') || '[]')")


def wait_for_kept(page: Page, count: int) -> None:
    page.wait_for_function(
        "(count) => JSON.parse(sessionStorage.getItem('conversations:demo-widget:journey')).length === count",
        arg=count,
    )


def test_it_waits_in_the_tab_until_the_visitor_writes(live_hub, open_site, open_browser) -> None:
    page, site = open_browser(), open_site(live_hub)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/widget/" in request.url else None)
    page.goto(f"{site}?token=secret")
    expect(launcher(page)).to_be_visible()
    page.goto(f"{site}plans")
    expect(launcher(page)).to_be_visible()
    page.evaluate("history.pushState({}, '', '/plans/team?seat=4#top'); document.title = 'The team plan'")
    wait_for_kept(page, 3)
    page.evaluate("Conversations('track', 'seats_chosen', { seats: 4 })")
    messenger = open_messenger(page)
    wait_for_kept(page, 4)
    assert asked == []

    with page.expect_request(TOLD) as told:
        say(messenger, "I want to talk to a person")

    steps = [(step["kind"], step["name"], step["url"].removeprefix(site)) for step in steps_of(told.value)]
    assert steps == [
        ("page_view", "A shop", ""),
        ("page_view", "A shop", "plans"),
        ("page_view", "The team plan", "plans/team"),
        ("event", "seats_chosen", "plans/team"),
    ]
    assert steps_of(told.value)[3]["properties"] == {"seats": 4}
    assert told.value.response().status == 204
    wait_for_kept(page, 0)


def test_pages_after_that_are_told_as_they_are_viewed(live_hub, open_site, open_browser) -> None:
    page, site = open_browser(), open_site(live_hub)
    page.goto(site)
    say(open_messenger(page), "I want to talk to a person")
    wait_for_kept(page, 0)

    with page.expect_request(TOLD) as told:
        page.evaluate("history.pushState({}, '', '#/account?code=1')")
    assert [step["url"] for step in steps_of(told.value)] == [f"{site}#/account"]
    # A page that is left before the answer came tells it again, on the next.
    wait_for_kept(page, 0)

    with page.expect_request(TOLD) as told:
        page.goto(f"{site}contact")
    assert [step["url"] for step in steps_of(told.value)] == [f"{site}contact"]


def test_what_is_sent_again_after_a_lost_answer_has_its_first_name(live_hub, open_site, faulty_page) -> None:
    faulty_page.goto(open_site(live_hub))
    messenger = open_messenger(faulty_page)
    ids: list[str] = []

    def lose(route: Route) -> None:
        ids.extend(step["client_id"] for step in steps_of(route.request))
        route.fetch()
        route.abort()

    faulty_page.route(TOLD, lose, times=1)
    with faulty_page.expect_response(TOLD) as answer:
        say(messenger, "I want to talk to a person")

    assert [step["client_id"] for step in steps_of(answer.value.request)] == ids
    wait_for_kept(faulty_page, 0)


def test_one_event_that_is_refused_holds_no_other_back(live_hub, open_site, faulty_page) -> None:
    faulty_page.goto(open_site(live_hub))
    messenger = open_messenger(faulty_page)
    faulty_page.evaluate("Conversations('track', 'nested', { deeply: { so: 1 } })")
    faulty_page.evaluate("Conversations('track', 'too large', { text: 'x'.repeat(5000) })")
    faulty_page.evaluate("Conversations('track', 'fine', {})")
    wait_for_kept(faulty_page, 3)
    taken: list[str] = []

    def note(answer: Any) -> None:
        if answer.url.endswith("/journey") and answer.status == 204:
            taken.extend(step["name"] for step in steps_of(answer.request))

    faulty_page.on("response", note)
    say(messenger, "I want to talk to a person")
    wait_for_kept(faulty_page, 0)

    assert taken == ["A shop", "fine"]


def test_only_the_newest_wait_and_who_logs_out_leaves_none(live_hub, open_site, open_browser) -> None:
    page = open_browser()
    page.goto(open_site(live_hub))
    expect(launcher(page)).to_be_visible()
    page.evaluate("for (let n = 1; n <= 40; n++) Conversations('track', `event ${n}`)")
    assert [step["name"] for step in kept(page)] == [f"event {number}" for number in range(11, 41)]

    page.evaluate("Conversations('logout')")

    assert kept(page) == []


def test_a_widget_that_keeps_no_journeys_notes_nothing(live_hub, open_site, open_browser, sign_in) -> None:
    admin, page = open_browser(), open_browser()
    sign_in(admin, "charlie@harbor.example")
    settings = f"{live_hub}/conversations/settings/widget/"
    choice = admin.get_by_label(re.compile("what visitors did"))

    def choose(is_kept: bool) -> None:
        admin.goto(settings)
        choice.set_checked(is_kept)
        admin.get_by_role("button", name="Save").click()
        expect(admin.get_by_text("Widget saved.")).to_be_visible()

    choose(False)
    try:
        page.goto(open_site(live_hub, key="harbor-widget"))
        expect(launcher(page)).to_be_visible()
        page.evaluate("Conversations('track', 'plan_changed')")
        assert page.evaluate("Object.keys(sessionStorage)") == []
    finally:
        choose(True)


def test_the_team_sees_it_beside_the_ticket_and_it_stays_as_it_was_opened(
    live_hub, open_site, open_browser, sign_in
) -> None:
    visitor, bob = open_browser(), open_browser(viewport={"width": 1440, "height": 900})
    visitor.goto(open_site(live_hub))
    expect(launcher(visitor)).to_be_visible()
    visitor.evaluate("for (let n = 1; n <= 12; n++) Conversations('track', `step_${n}`, { n })")
    visitor.evaluate("Conversations('setTraits', { session_recording_url: 'https://rec.example/r/1' })")
    messenger, mark = open_messenger(visitor), uuid4().hex[:8]
    say(messenger, f"I want to talk to a person about {mark}")
    wait_for_kept(visitor, 0)

    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/")
    bob.locator("[data-list-item]", has_text=mark).get_by_role("link").click()
    card = bob.get_by_role("region", name="Journey")
    expect(card.get_by_role("listitem").first).to_contain_text("Opened this ticket")
    expect(card.get_by_role("link", name="Session recording")).to_have_attribute(
        "href", "https://rec.example/r/1"
    )
    card.get_by_role("link", name="Show more").click()
    expect(card).to_contain_text("A shop")
    card.get_by_text("Step 3", exact=True).click()
    expect(card.locator("details[open] dl")).to_contain_text("3")

    bob.locator("#related-title").evaluate("title => (title.dataset.isOld = '')")
    say(messenger, "Are you there?")
    expect(bob.locator("#related-title")).to_have_count(1)
    expect(bob.locator("#related-title[data-is-old]")).to_have_count(0)

    expect(card.locator("details[open] dl")).to_contain_text("3")
    expect(card).to_contain_text("A shop")
