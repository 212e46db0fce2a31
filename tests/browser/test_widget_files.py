"""Files and reactions in the messenger, and what the team and the customer see of each other's."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.test_accessibility import serious

pytestmark = pytest.mark.browser

FRAME = "/widget/frame/?key=demo-widget"


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def picture(name: str = "leak.png") -> FilePayload:
    """A blue square that browsers draw."""
    rows = b"".join(b"\x00" + b"\x30\x60\xd0" * 16 for _row in range(16))
    header = chunk(b"IHDR", (16).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00")
    content = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return {"name": name, "mimeType": "image/png", "buffer": content}


def text(name: str, content: bytes = b"Hello") -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


@pytest.fixture
def visitor(open_browser: Callable[..., Page], live_hub: str) -> Page:
    # The page's own policy forbids what axe puts into it.
    page = open_browser(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page.goto(live_hub + FRAME)
    return page


@pytest.fixture
def bob(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Page:
    page = open_browser(viewport={"width": 1440, "height": 900})
    sign_in(page, "bob@launchpad.example")
    return page


def attach(page: Page, *files: FilePayload) -> None:
    page.get_by_label("Attach files", exact=True).set_input_files(list(files))


def waiting(page: Page) -> Locator:
    """What waits beside the text, uploaded or on its way."""
    return page.get_by_role("list", name="Attached files").get_by_role("listitem")


def expect_waiting(page: Page, *names: str) -> None:
    """These are there, each of them uploaded."""
    expect(waiting(page)).to_have_text([re.compile(f"^{re.escape(name)}") for name in names])


def write(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.get_by_label("Your message").press("Enter")


def ask_for_a_person(page: Page, mark: str) -> None:
    write(page, f"I want to talk to a person about {mark}")
    expect(page.locator("[data-ticket]")).to_contain_text("Your reference is #")


def open_ticket(page: Page, hub: str, mark: str) -> None:
    page.goto(f"{hub}/conversations/tickets/?view=all&q={mark}")
    page.locator("[data-list-item]").get_by_role("link").click()
    expect(page.locator("#transcript")).to_contain_text(mark)


def test_files_go_along_with_a_message_and_the_team_sees_them(
    live_hub: str, visitor: Page, bob: Page
) -> None:
    mark = uuid4().hex[:8]
    attach(visitor, picture(), text("meter.txt"))
    expect_waiting(visitor, "leak.png", "meter.txt")
    visitor.reload()
    expect_waiting(visitor, "leak.png", "meter.txt")
    visitor.get_by_role("button", name="Remove meter.txt").click()
    expect(waiting(visitor)).to_have_count(1)

    ask_for_a_person(visitor, mark)

    expect(waiting(visitor)).to_have_count(0)
    sent = visitor.locator(".entry--customer[data-message] [data-file]")
    expect(sent).to_have_count(1)
    expect(sent).to_contain_text("leak.png")
    assert sent.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 16
    open_ticket(bob, live_hub, mark)
    expect(bob.locator("#transcript").get_by_role("img", name="leak.png")).to_be_visible()


def test_what_can_not_be_sent_is_told_with_the_limit_and_loses_nothing(
    faulty_page: Page, live_hub: str
) -> None:
    page = faulty_page
    page.goto(live_hub + FRAME)
    page.get_by_label("Your message").fill("half a thought")
    attach(page, text("tool.exe"), text("big.txt", b"x" * (21 * 2**20)), text("fine.txt"))

    said = page.locator("[data-files-said]")
    expect(said).to_contain_text("“tool.exe” is not a file of a type that can be sent.")
    expect(said).to_contain_text("“big.txt” has 21.0 MB; at most 20 MB fit.")
    expect_waiting(page, "fine.txt")
    expect(page.get_by_label("Your message")).to_have_value("half a thought")

    attach(page, {**text("cat.png"), "buffer": b"<script>alert(1)</script>"})
    expect(said).to_contain_text("“cat.png” is not a file of a type that can be sent.")
    expect(waiting(page)).to_have_count(1)


def test_files_are_dropped_on_the_messenger_and_pasted(visitor: Page) -> None:
    give = """([name, at]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File(["Hello"], `${name}.txt`))
        const event = name === "paste"
            ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
            : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
        document.querySelector(at).dispatchEvent(event)
    }"""
    visitor.evaluate(give, ["drop", "[data-log]"])
    visitor.evaluate(give, ["paste", "[data-composer] textarea"])

    expect_waiting(visitor, "drop.txt", "paste.txt")


def test_an_upload_that_fails_says_so_and_can_be_tried_again(faulty_page: Page, live_hub: str) -> None:
    faulty_page.goto(live_hub + FRAME)
    faulty_page.route("**/api/widget/files", lambda route: route.abort())
    attach(faulty_page, text("meter.txt"))
    expect(faulty_page.locator("[data-files-said]")).to_have_text(
        "“meter.txt” could not be uploaded. Try again."
    )
    expect(waiting(faulty_page)).to_have_count(0)
    faulty_page.unroute_all(behavior="wait")

    attach(faulty_page, text("meter.txt"))

    expect_waiting(faulty_page, "meter.txt")


def test_an_address_of_an_hour_ago_is_asked_for_anew(visitor: Page) -> None:
    attach(visitor, picture())
    expect_waiting(visitor, "leak.png")
    write(visitor, "See the picture")
    sent = visitor.locator(".entry--customer[data-message] [data-file]")
    expect(sent).to_have_count(1)
    before = sent.get_attribute("href")
    sent.evaluate("link => { link.dataset.at -= 3600000; link.href = '/files/expired/' }")

    with (
        visitor.context.expect_page() as opened,
        visitor.expect_response(re.compile(r"/api/widget/files/\d+$")),
    ):
        sent.click()

    assert "/files/expired" not in opened.value.url
    assert (sent.get_attribute("href") or "").startswith("/files/")
    assert before


def test_reactions_go_both_ways(live_hub: str, visitor: Page, bob: Page) -> None:
    mark = uuid4().hex[:8]
    ask_for_a_person(visitor, mark)
    open_ticket(bob, live_hub, mark)
    question = bob.locator("#transcript .msg--customer").first
    question.locator(".msg-more").click()
    bob.locator("#message-menu").get_by_role("button", name="Looking into it").click()
    shown = visitor.locator(".entry--customer[data-message] [data-emoji]")
    expect(shown).to_have_accessible_name("👀 1: Bob Tanner")

    notice = visitor.locator(".entry--system[data-message]")
    notice.get_by_role("button", name="React").click()
    expect(notice.get_by_role("button", name="Thumbs up")).to_be_focused()
    assert serious(visitor, "the messenger with its reactions") == []
    visitor.keyboard.press("Escape")
    expect(notice.get_by_role("button", name="React")).to_be_focused()
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Enter")

    own = notice.locator("[data-emoji='👍']")
    expect(own).to_have_accessible_name("👍 1: You")
    expect(own).to_have_attribute("aria-pressed", "true")
    expect(bob.locator("#transcript .reaction").get_by_text("👍")).to_be_visible()
    own.click()
    expect(own).to_have_count(0)
    expect(bob.locator("#transcript .reaction").get_by_text("👍")).to_have_count(0)


def test_logging_out_leaves_no_file_behind(
    visitor: Page, live_hub: str, open_site: Callable[..., str]
) -> None:
    visitor.goto(open_site(live_hub))
    visitor.get_by_role("button", name="Open chat").click()
    frame = visitor.frame_locator("iframe[title='Chat']")
    files = frame.get_by_role("list", name="Attached files").get_by_role("listitem")
    frame.get_by_label("Attach files", exact=True).set_input_files([text("lease.txt")])
    expect(files).to_have_text([re.compile("^lease.txt")])

    visitor.evaluate("Conversations('logout')")

    expect(files).to_have_count(0)


def test_waiting_files_with_long_names_fit_a_phone(visitor: Page) -> None:
    attach(
        visitor, picture(), text("a very long name of a file, as a scanner might give it, page 12 of 40.txt")
    )
    expect_waiting(visitor, "leak.png", "a very long name of a file")
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(visitor.get_by_role("button", name="Send")).to_be_in_viewport()
    assert serious(visitor, "the messenger with files that wait") == []
