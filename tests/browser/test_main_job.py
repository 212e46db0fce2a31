"""The hub's main job in real browsers: a visitor on the tenant's site, bob at work, nobody reloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = pytest.mark.browser

REFERENCE = re.compile(r"#\d{4,}")
ANSWERED = "how long does the free trial last and do i need to give a card"


def visit(page: Page, hub: str, site: str = "default") -> FrameLocator:
    """Open a tenant's site and its messenger."""
    page.goto(f"{hub}/demo/{site}/")
    page.get_by_role("button", name=re.compile("chat", re.IGNORECASE)).first.click()
    messenger = page.frame_locator("iframe")
    expect(messenger.get_by_role("textbox")).to_be_visible()
    return messenger


def say(messenger: FrameLocator, text: str) -> None:
    messenger.get_by_role("textbox").fill(text)
    messenger.get_by_role("textbox").press("Enter")


def test_a_question_the_knowledge_answers(live_hub: str, open_browser: Callable[..., Page]) -> None:
    messenger = visit(open_browser(), live_hub)

    say(messenger, ANSWERED)

    answer = messenger.locator(".entry--ai[data-message]")
    expect(answer).to_contain_text("14 days")
    expect(answer.get_by_role("link")).to_have_count(1)
    expect(answer.locator(".entry-author")).to_contain_text("AI")


def test_the_citation_opens_the_article(live_hub: str, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    messenger = visit(page, live_hub)
    say(messenger, ANSWERED)

    with page.context.expect_page() as opened:
        messenger.locator(".entry--ai[data-message]").get_by_role("link").click()

    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("trial")


def test_a_question_it_can_not_answer_ends_with_a_person(
    live_hub: str, open_browser: Callable[..., Page]
) -> None:
    messenger = visit(open_browser(), live_hub)

    say(messenger, "Which colour will the new chairs in your Lisbon office have?")

    expect(messenger.locator(".entry--system")).to_contain_text(REFERENCE)


def test_a_wish_for_a_person_reaches_bob_and_his_reply_the_visitor(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    bob = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/")
    mark = uuid4().hex[:8]
    messenger = visit(open_browser(), live_hub)

    say(messenger, f"I want to talk to a person about order {mark}")

    notice = messenger.locator(".entry--system")
    expect(notice).to_contain_text(REFERENCE)
    row = bob.locator("[data-list-item]", has_text=mark)
    expect(row).to_be_visible()
    expect(row).to_contain_text("Escalated")
    row.get_by_role("link").click()
    ticket = bob.locator("#ticket-pane")
    expect(ticket.locator("#ai-panel")).to_contain_text("Customer asked for a person")
    expect(ticket.locator("#ai-panel")).to_contain_text("listen")
    ticket.locator("#composer-text").fill("Bob here. I look into it **now**.")
    ticket.get_by_role("button", name="Send reply").click()

    reply = messenger.locator(".entry--member")
    expect(reply).to_contain_text("Bob here. I look into it now.")
    expect(reply.locator(".entry-author")).to_contain_text("Bob")
    expect(ticket.locator(".msg--team").last).to_contain_text("Bob here")
    expect(ticket.locator("#composer-text")).to_have_value("")

    say(messenger, "Thank you, Bob")
    expect(ticket.locator(".msg--customer").last).to_contain_text("Thank you, Bob")


def test_the_same_message_sent_five_times_by_a_flaky_client_is_one(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    page = open_browser()
    messenger = visit(page, live_hub)
    mark = uuid4().hex[:8]
    frame = next(frame for frame in page.frames if "/widget/frame/" in frame.url)

    statuses = frame.evaluate(
        """async ([key, text]) => {
            const headers = {"Content-Type": "application/json"}
            const opened = await fetch("/api/widget/sessions", {
                method: "POST", headers, body: JSON.stringify({key})})
            headers.Authorization = `Bearer ${(await opened.json()).token}`
            const send = () => fetch("/api/widget/messages", {
                method: "POST", headers, body: JSON.stringify({text, client_id: "flaky-1"})})
            return (await Promise.all([1, 2, 3, 4, 5].map(send))).map((answer) => answer.status)
        }""",
        ["demo-widget", f"Can anybody help with {mark}?"],
    )

    assert sorted(statuses) == [200, 200, 200, 200, 201]
    bob = open_browser()
    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    expect(bob.locator("[data-list-item]", has_text=mark)).to_have_count(1)
    assert messenger is not None


def test_bob_resolves_with_the_keyboard_alone(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    bob = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/")
    bob.keyboard.press("j")
    bob.keyboard.press("Enter")
    ticket = bob.locator("#ticket-pane")
    resolve = ticket.get_by_role("button", name="Resolve")
    expect(resolve).to_be_visible()
    resolve.focus()
    bob.keyboard.press("Enter")

    expect(ticket.get_by_role("button", name="Reopen")).to_be_visible()
    expect(ticket.locator("#transcript")).to_contain_text("Bob Tanner changed the state: Resolved")


def test_back_from_a_ticket_is_the_whole_list_again(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    bob = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/?view=all")
    bob.locator("[data-list-item]").first.get_by_role("link").click()
    expect(bob.locator("#ticket-pane .ticket")).to_be_visible()

    bob.go_back()

    expect(bob.locator("[data-list-item]").first).to_be_visible()
    expect(bob.get_by_role("navigation", name="Main")).to_be_visible()
    expect(bob.locator("#ticket-pane .ticket")).to_have_count(0)


def test_a_note_by_keyboard_stays_a_note_also_after_a_reload(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    bob = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/1003/")
    mark = uuid4().hex[:8]
    bob.get_by_text("Private note", exact=True).click()
    bob.get_by_role("textbox").fill(f"Only for us: {mark}")
    bob.reload()
    expect(bob.get_by_role("textbox")).to_have_value(f"Only for us: {mark}")
    expect(bob.get_by_role("radio", name="Private note")).to_be_checked()

    bob.get_by_role("textbox").press("Control+Enter")

    expect(bob.locator(".msg--note", has_text=mark)).to_be_visible()
    expect(bob.locator(".msg--team", has_text=mark)).to_have_count(0)
    expect(bob.get_by_role("textbox")).to_have_value("")


def test_many_tabs_of_one_browser_all_open(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    first = open_browser()
    sign_in(first, "bob@launchpad.example")
    for _tab in range(4):
        tab = first.context.new_page()
        tab.goto(f"{live_hub}/conversations/tickets/1001/")
        expect(tab.locator("#ai-panel .card")).to_be_visible()


PATHS = [
    "/conversations/tickets/",
    "/conversations/tickets/1001/",
    "/conversations/content/",
    "/demo/harbor/",
]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(
    live_hub: str,
    open_browser: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    path: str,
    width: int,
) -> None:
    page = open_browser(viewport={"width": width, "height": 844})
    sign_in(page, "bob@launchpad.example")
    page.goto(live_hub + path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
