"""The conversation of a ticket, as two members have it open at once."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def bobs(live_hub, open_browser, sign_in) -> Page:
    page = open_browser()
    sign_in(page, "bob@launchpad.example")
    page.goto(f"{live_hub}/conversations/tickets/1002/")
    return page


@pytest.fixture
def alices(live_hub, open_browser, sign_in) -> Page:
    page = open_browser()
    sign_in(page, "alice@launchpad.example")
    page.goto(f"{live_hub}/conversations/tickets/1002/")
    return page


def note(page: Page, text: str) -> Locator:
    page.get_by_text("Private note", exact=True).first.click()
    page.locator("#composer-text").fill(text)
    page.keyboard.press("Control+Enter")
    expect(said(page, text)).to_be_visible()
    return said(page, text)


def said(page: Page, text: str) -> Locator:
    return page.locator("#transcript .msg", has_text=text).last


def menu_of(page: Page, message: Locator) -> Locator:
    message.locator("[data-message-menu]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#message-menu:popover-open .emoji").first).to_be_focused()
    return page.locator("#message-menu")


def test_a_message_is_changed_by_keyboard_and_the_other_sees_it_at_once(bobs, alices) -> None:
    words = f"Note {uuid4()}"
    message = note(bobs, words)
    expect(said(alices, words)).to_be_visible()

    menu_of(bobs, message)
    bobs.keyboard.press("ArrowRight")
    bobs.keyboard.press("Enter")
    expect(said(alices, words).locator(".reaction")).to_have_text("❤️ 1")

    menu_of(bobs, said(bobs, words)).get_by_role("link", name="Edit", exact=True).press("Enter")
    field = bobs.get_by_label("What the message says")
    expect(field).to_be_focused()
    bobs.keyboard.type(", changed")
    meanwhile = f"Meanwhile {uuid4()}"
    note(alices, meanwhile)
    expect(said(bobs, meanwhile)).to_be_visible()
    expect(field).to_have_value(f"{words}, changed")
    field.press("Control+Enter")
    expect(said(alices, f"{words}, changed")).to_contain_text("edited")
    expect(said(bobs, words).locator("[data-message-menu]")).to_be_focused()

    menu_of(bobs, said(bobs, words)).get_by_role("button", name="Delete").press("Enter")
    expect(alices.locator(".msg--deleted")).to_have_count(1)
    bobs.get_by_role("button", name="Undo").press("Enter")
    expect(said(alices, f"{words}, changed")).to_be_visible()


def test_what_was_just_drawn_is_at_work_at_once(bobs) -> None:
    message = note(bobs, f"Note {uuid4()}")
    bobs.evaluate(
        """document.addEventListener("htmx:afterSwap", function press() {
            const edit = document.querySelector("#message-menu a[href$='/edit/']")
            if (!edit) return
            document.removeEventListener("htmx:afterSwap", press)
            setTimeout(() => edit.click())
        })"""
    )
    message.locator("[data-message-menu]").press("Enter")

    expect(bobs.get_by_label("What the message says")).to_be_focused()
    expect(bobs.locator("#transcript")).to_be_visible()


def test_what_did_not_change_stays_the_same_element(bobs, alices) -> None:
    kept = bobs.locator("#transcript .msg").first
    kept.evaluate("element => (element.dataset.mark = 'same')")
    new = f"New {uuid4()}"
    note(alices, new)
    expect(said(bobs, new)).to_be_visible()

    expect(bobs.locator("#transcript .msg").first).to_have_attribute("data-mark", "same")


def test_a_colleague_is_called_by_keyboard(bobs) -> None:
    bobs.get_by_text("Private note", exact=True).first.click()
    field = bobs.locator("#composer-text")
    field.press_sequentially("Look, @al")
    expect(bobs.locator(".mention-options [role=option]")).to_have_text("Alice Novak @alice")
    expect(field).to_have_attribute("aria-activedescendant", "mention-0")
    field.press("Enter")
    expect(field).to_have_value("Look, @alice ")
    field.press("Control+Enter")

    expect(said(bobs, "Look,").locator(".mention")).to_have_text("@alice")


def test_files_go_up_with_words_for_what_is_refused_and_no_text_is_lost(bobs) -> None:
    field = bobs.locator("#composer-text")
    bobs.get_by_text("Private note", exact=True).first.click()
    field.fill("With files")
    bobs.locator("[data-composer] input[type=file]").set_input_files(
        [
            {"name": "cat.png", "mimeType": "image/png", "buffer": PIXEL},
            {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
            {"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * (21 * 2**20)},
        ]
    )
    errors = bobs.locator("#composer-errors")
    for words in (
        "“tool.exe” is not a file",
        "“big.txt” has 21.0 MB; at most 20 MB",
    ):
        expect(errors).to_contain_text(words)
    expect(bobs.locator("#composer-files [data-file]")).to_have_count(1)
    expect(field).to_have_value("With files")

    field.press("Control+Enter")

    expect(said(bobs, "With files").locator("img")).to_have_attribute("alt", "cat.png")
    expect(bobs.locator("#composer-files li")).to_have_count(0)
    said(bobs, "With files").locator("[data-lightbox]").press("Enter")
    expect(bobs.locator("dialog.lightbox img")).to_be_visible()
    bobs.keyboard.press("Escape")
    expect(bobs.locator("dialog.lightbox")).to_have_count(0)


def test_a_pdf_and_a_text_are_looked_at_in_the_page(bobs) -> None:
    bobs.get_by_text("Private note", exact=True).first.click()
    words = f"Look {uuid4()}"
    bobs.locator("#composer-text").fill(words)
    bobs.locator("[data-composer] input[type=file]").set_input_files(
        [
            {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF"},
            {"name": "steps.txt", "mimeType": "text/plain", "buffer": b"1. Open <b>it</b>"},
        ]
    )
    expect(bobs.locator("#composer-files [data-file]")).to_have_count(2)
    bobs.keyboard.press("Control+Enter")

    expect(said(bobs, words).locator(".file-lines")).to_have_text("1. Open <b>it</b>")
    link = said(bobs, words).get_by_role("link", name="Look at it")
    link.press("Enter")
    expect(bobs.locator("dialog.lightbox iframe")).to_have_attribute("title", "invoice.pdf")
    expect(bobs.get_by_role("button", name="Close", exact=True)).to_be_focused()
    bobs.keyboard.press("Escape")
    expect(bobs.locator("dialog.lightbox")).to_have_count(0)
    expect(link).to_be_focused()


def test_text_and_files_that_were_not_sent_survive_a_reload(bobs) -> None:
    field, chips = bobs.locator("#composer-text"), bobs.locator("#composer-files [data-file]")
    field.fill("With files")
    bobs.locator("[data-composer] input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": b"Hello"} for name in ("a.txt", "b.txt")]
    )
    expect(chips).to_have_count(2)

    bobs.reload()
    expect(chips).to_have_count(2)
    expect(field).to_have_value("With files")
    bobs.get_by_role("button", name="Remove a.txt").click()
    expect(chips).to_have_count(1)
    bobs.reload()
    expect(chips).to_have_text(re.compile("b.txt"))

    bobs.get_by_text("Private note", exact=True).first.click()
    bobs.keyboard.press("Control+Enter")
    expect(said(bobs, "With files").get_by_role("link", name=re.compile("b.txt"))).to_be_visible()
    bobs.reload()
    expect(field).to_be_visible()
    expect(chips).to_have_count(0)


def test_a_quoted_line_leads_to_what_it_answers(bobs) -> None:
    first = bobs.locator("#transcript .msg--customer").first
    menu_of(bobs, first).get_by_role("link", name="Reply to this").press("Enter")
    expect(bobs.locator("#composer-parent [data-parent]")).to_be_visible()
    bobs.locator("#composer-text").focus()
    bobs.locator("#composer-text").fill("About that")
    bobs.get_by_text("Private note", exact=True).first.click()
    bobs.keyboard.press("Control+Enter")
    said(bobs, "About that").locator("[data-quote]").press("Enter")

    expect(first).to_be_focused()
    expect(bobs.locator("#composer-parent [data-parent]")).to_have_count(0)
