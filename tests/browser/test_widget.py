"""The launcher and the messenger in a real browser, on a site that is not the hub's."""

from __future__ import annotations

import hashlib
import hmac
import re
from uuid import uuid4

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, Route, expect

from tests.browser.conftest import free_port

pytestmark = pytest.mark.browser


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("chat", re.IGNORECASE))


def messenger_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Chat']")


def open_messenger(page: Page) -> FrameLocator:
    launcher(page).click()
    expect(messenger_of(page).get_by_label("Your message")).to_be_focused()
    return messenger_of(page)


def say(messenger: FrameLocator, text: str) -> None:
    messenger.get_by_label("Your message").fill(text)
    messenger.get_by_label("Your message").press("Enter")


def test_it_works_on_a_site_with_a_strict_policy_and_leaves_nothing_there(
    live_hub, open_site, open_browser
) -> None:
    page = open_browser()
    page.goto(open_site(live_hub))
    messenger = open_messenger(page)

    say(messenger, "How long does the free trial last?")

    expect(messenger.locator(".entry--customer[data-message]")).to_contain_text("free trial")
    expect(messenger.locator(".entry[data-message]").nth(1)).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    assert page.context.cookies() == []
    assert page.evaluate(
        """() => {
            const plain = document.body.appendChild(document.createElement("iframe")).contentWindow
            return Object.keys(window).filter((name) => !(name in plain) && !/^(__|\\d)/.test(name))
        }"""
    ) == ["Conversations"]


def test_escape_closes_it_and_focus_goes_back_to_where_it_was(live_hub, open_site, open_browser) -> None:
    page = open_browser()
    page.goto(open_site(live_hub))
    expect(launcher(page)).to_be_visible()
    page.locator("#help").focus()
    page.evaluate("Conversations('open')")
    expect(messenger_of(page).get_by_label("Your message")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("iframe[title='Chat']")).to_be_hidden()
    expect(page.locator("#help")).to_be_focused()
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")


def test_the_page_hears_what_happens_and_its_mistakes_stay_its_own(live_hub, open_site, open_browser) -> None:
    page = open_browser()
    page.goto(open_site(live_hub))
    expect(launcher(page)).to_be_visible()
    page.evaluate(
        """() => {
            window.heard = []
            Conversations("on", "open", () => { throw new Error("the page's own") })
            for (const name of ["open", "close", "message"]) Conversations("on", name, () => heard.push(name))
            Conversations("no such command")
        }"""
    )
    messenger = open_messenger(page)
    say(messenger, "I want to talk to a person")
    expect(messenger.locator(".entry--system[data-message]")).to_be_visible()
    messenger.get_by_role("button", name="Close chat").click()
    expect(page.locator("iframe[title='Chat']")).to_be_hidden()

    assert page.evaluate("heard") == ["open", "message", "close"]


def test_a_dead_hub_leaves_the_page_as_it_is(open_site, faulty_page) -> None:
    with faulty_page.expect_event("requestfailed"):
        faulty_page.goto(open_site(f"http://127.0.0.1:{free_port()}"))

    expect(faulty_page.get_by_role("heading", name="A shop")).to_be_visible()
    expect(launcher(faulty_page)).to_have_count(0)


def test_an_unknown_key_shows_no_button(live_hub, open_site, faulty_page) -> None:
    with faulty_page.expect_response("**/widget/launcher/**") as answer:
        faulty_page.goto(open_site(live_hub, key="no-such-key"))

    assert answer.value.status == 404
    expect(launcher(faulty_page)).to_have_count(0)


def test_what_is_written_without_a_connection_is_sent_once_when_it_is_back(
    live_hub, open_site, faulty_page
) -> None:
    faulty_page.goto(open_site(live_hub))
    messenger = open_messenger(faulty_page)
    mark = uuid4().hex[:8]

    faulty_page.context.set_offline(True)
    say(messenger, f"Written in a tunnel {mark}")
    pending = messenger.locator(".entry--customer[data-client-id]")
    expect(pending).to_contain_text("Waiting for a connection")
    faulty_page.context.set_offline(False)

    expect(messenger.locator(".entry--customer[data-message]", has_text=mark)).to_have_count(1)
    expect(pending).to_have_count(0)


def lose_answers(page: Page, *methods: str) -> None:
    """Let requests for messages reach the hub, and nothing come back."""

    def lose(route: Route) -> None:
        if route.request.method in methods:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/widget/messages*", lose)


def test_a_message_whose_answer_was_lost_is_recognised_when_it_is_read(
    live_hub, open_site, faulty_page
) -> None:
    faulty_page.goto(open_site(live_hub))
    messenger = open_messenger(faulty_page)
    lose_answers(faulty_page, "POST")

    say(messenger, "Sent but not answered")

    expect(messenger.locator(".entry--customer[data-message]")).to_have_count(1)
    expect(messenger.locator(".entry--customer[data-client-id]")).to_have_count(0)


def test_a_message_whose_answer_was_lost_arrives_once_after_a_reload(
    live_hub, open_site, faulty_page
) -> None:
    site = open_site(live_hub)
    faulty_page.goto(site)
    messenger = open_messenger(faulty_page)
    lose_answers(faulty_page, "POST", "GET")
    say(messenger, "Sent but not answered")
    expect(messenger.locator(".entry--customer")).to_contain_text("Waiting for a connection")
    faulty_page.unroute_all(behavior="ignoreErrors")

    faulty_page.goto(site)
    messenger = open_messenger(faulty_page)

    expect(messenger.locator(".entry--customer[data-message]")).to_have_count(1)
    expect(messenger.locator(".entry--customer[data-client-id]")).to_have_count(0)


def test_a_refused_message_is_marked_and_can_be_tried_again(live_hub, open_site, faulty_page) -> None:
    faulty_page.goto(open_site(live_hub))
    messenger = open_messenger(faulty_page)
    refusal = '{"error": {"code": "MESSAGE_REFUSED", "message": "Not today.", "what_to_do": "Wait."}}'
    faulty_page.route("**/api/widget/messages", lambda route: route.fulfill(status=400, body=refusal))
    say(messenger, "Hello there")
    failed = messenger.locator(".entry--customer[data-state=failed]")
    expect(failed).to_contain_text("Not today.")
    faulty_page.unroute_all(behavior="wait")

    failed.get_by_role("button", name="Try again").click()

    expect(messenger.locator(".entry--customer[data-message]")).to_contain_text("Hello there")


def test_messages_beyond_the_rate_limit_say_when_they_go_and_arrive_in_order(
    live_hub, open_site, faulty_page
) -> None:
    faulty_page.goto(open_site(live_hub))
    messenger = open_messenger(faulty_page)
    refusals = ["6"]
    asked: list[str] = []

    def limit(route: Route) -> None:
        asked.append(route.request.post_data_json["text"])
        if refusals:
            headers = {"Retry-After": refusals.pop(0)}
            route.fulfill(status=429, headers=headers, body='{"error": {"code": "RATE_LIMITED"}}')
        else:
            route.continue_()

    faulty_page.route("**/api/widget/messages", limit)
    texts = ["I want to talk to a person", "first", "second"]
    for text in texts:
        say(messenger, text)

    pending = messenger.locator(".entry--customer[data-client-id]")
    for number in range(3):
        expect(pending.nth(number)).to_contain_text(
            re.compile("Too many messages at once; sent again in [2-6] s")
        )
    expect(pending.first).to_contain_text("sent again in 1 s")
    expect(messenger.locator(".entry--customer[data-message] .bubble")).to_have_text(texts)
    expect(pending).to_have_count(0)
    assert asked == [texts[0], *texts]


def test_a_text_that_is_too_long_is_kept_whole_and_not_sent(live_hub, open_site, open_browser) -> None:
    page = open_browser()
    page.goto(open_site(live_hub))
    messenger = open_messenger(page)
    field = messenger.get_by_label("Your message")
    send = messenger.get_by_role("button", name="Send")
    explanation = messenger.get_by_text("This is too long to send at once.")
    expect(explanation).to_be_hidden()

    field.focus()
    page.keyboard.insert_text("\U0001f600" * 4001)
    expect(explanation).to_be_visible()
    expect(messenger.get_by_text("4,001 / 4,000")).to_be_visible()
    expect(send).to_be_disabled()
    field.press("Enter")
    expect(field).to_have_value("\U0001f600" * 4001)
    expect(field).to_have_attribute("aria-invalid", "true")

    field.press("Backspace")
    expect(messenger.get_by_text("4,000 / 4,000")).to_be_visible()
    expect(explanation).to_be_hidden()
    send.click()
    expect(messenger.locator(".entry--customer[data-message]")).to_have_count(1)
    expect(field).to_have_value("")


def test_a_reply_to_a_closed_messenger_is_counted_on_the_button(
    live_hub, open_site, open_browser, sign_in, browser
) -> None:
    visitor, bob = open_browser(), open_browser(viewport={"width": 1440, "height": 900})
    visitor.goto(open_site(live_hub))
    messenger = open_messenger(visitor)
    mark = uuid4().hex[:8]
    say(messenger, f"I want to talk to a person about {mark}")
    expect(messenger.locator("[data-ticket]")).to_contain_text("Your reference is #")
    messenger.get_by_role("button", name="Close chat").click()

    sign_in(bob, "bob@launchpad.example")
    bob.goto(f"{live_hub}/conversations/tickets/")
    bob.locator("[data-list-item]", has_text=mark).get_by_role("link").click()
    bob.locator("#ticket-pane").get_by_role("textbox").fill("Hello, I am here")
    bob.locator("#ticket-pane").get_by_role("button", name="Send reply").click()

    expect(launcher(visitor)).to_have_accessible_name("Open chat, 1 unread")
    visitor.reload()
    expect(launcher(visitor)).to_have_accessible_name("Open chat, 1 unread")
    messenger = open_messenger(visitor)
    expect(messenger.locator(".line--joined")).to_have_text("Bob Tanner joined the conversation")
    expect(messenger.locator(".entry--member")).to_contain_text("Hello, I am here")
    messenger.get_by_role("button", name="Close chat").click()
    expect(launcher(visitor)).to_have_accessible_name("Open chat")


def test_a_new_conversation_starts_empty(live_hub, open_site, open_browser) -> None:
    page = open_browser()
    page.goto(open_site(live_hub))
    messenger = open_messenger(page)
    say(messenger, "I want to talk to a person")
    expect(messenger.locator("[data-ticket]")).to_be_visible()

    messenger.get_by_role("button", name="New conversation").click()

    expect(messenger.locator(".entry[data-message]")).to_have_count(0)
    expect(messenger.get_by_role("button", name="Talk to a person")).to_be_visible()


def test_an_answer_is_shown_while_it_is_written_and_then_replaced(live_hub, browser) -> None:
    page = browser.new_page()
    page.goto(f"{live_hub}/widget/frame/?key=demo-widget")
    shown = page.evaluate(
        """async () => {
            const { Thread } = await import("/static/widget/js/thread.js")
            const log = document.querySelector("[data-log]")
            const thread = new Thread(log, "Assistant")
            const shown = []
            const look = () => {
                const answers = [...log.querySelectorAll(".entry--ai")].slice(1)
                shown.push(answers.map((one) => one.querySelector(".bubble-body").innerText.trim()))
            }
            for (const text of ["", "Two", "Two words"]) { thread.write(text); look() }
            const message = {
                id: 7, client_id: "", author: "ai", author_name: "Assistant", html: "<p>Two words.</p>",
                is_deleted: false, created_at: new Date().toISOString(),
                citations: [], attachments: [], reactions: [],
            }
            for (const _time of [1, 2]) { thread.take([message]); look() }
            return shown
        }"""
    )
    page.close()

    assert shown == [[""], ["Two"], ["Two words"], ["Two words."], ["Two words."]]


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 256)])
def test_it_fits_every_screen_also_at_200_percent(live_hub, open_site, open_browser, size) -> None:
    width, height = size
    page = open_browser(viewport={"width": width, "height": height})
    page.goto(open_site(live_hub))
    messenger = open_messenger(page)

    box = page.locator("iframe[title='Chat']").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    frame = next(frame for frame in page.frames if "/widget/frame/" in frame.url)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(messenger.get_by_role("button", name="Talk to a person")).to_be_in_viewport()
    expect(messenger.get_by_role("button", name="Send")).to_be_in_viewport()
    if width < 480:
        expect(launcher(page).filter(has_text="")).to_have_count(0)


def test_a_proved_user_is_known_and_leaves_nothing_behind_at_logout(
    live_hub, open_site, open_browser, sign_in
) -> None:
    admin, page = open_browser(), open_browser()
    sign_in(admin, "charlie@harbor.example")
    admin.goto(f"{live_hub}/conversations/settings/widget/")
    admin.get_by_role("button", name=re.compile("Make a")).click()
    secret = admin.locator("#identity-secret").text_content() or ""
    signature = hmac.new(secret.encode(), b"renter-9", hashlib.sha256).hexdigest()
    site = open_site(live_hub, key="harbor-widget")
    page.goto(site)
    messenger = open_messenger(page)
    say(messenger, "I want to talk to a person about my lease")
    expect(messenger.locator("[data-ticket]")).to_be_visible()

    with page.expect_response("**/api/widget/sessions") as answer:
        page.evaluate(
            "([signature]) => Conversations('identify', { id: 'renter-9', signature, name: 'Rita Renter' })",
            [signature],
        )
    assert answer.value.json()["customer"] == {"name": "Rita Renter", "email": "", "is_verified": True}
    expect(messenger.locator(".entry--customer[data-message]")).to_have_count(1)

    messenger.get_by_label("Your message").fill("half a thought")
    page.evaluate("Conversations('logout')")
    expect(messenger.locator(".entry[data-message]")).to_have_count(0)
    expect(messenger.get_by_label("Your message")).to_have_value("")
    page.goto(site)
    messenger = open_messenger(page)
    expect(messenger.locator(".entry[data-message]")).to_have_count(0)
