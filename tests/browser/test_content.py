"""Writing an article: a file in the text, what was typed outliving a reload, and a review by the keyboard."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
PASTE = """(area, pixel) => {
  const bytes = Uint8Array.from(atob(pixel), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "pasted.png", { type: "image/png" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def at(open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None]) -> Callable[[str, int], Page]:
    def opened(name: str, width: int = 1280) -> Page:
        page = open_browser(viewport={"width": width, "height": 844})
        sign_in(page, f"{name}@launchpad.example")
        return page

    return opened


def write(page: Page, hub: str, title: str) -> None:
    page.goto(f"{hub}/conversations/content/new/")
    page.get_by_label("Title").fill(title)
    page.locator("#id_body").fill("Press the button.\n")


def test_a_press_opens_what_was_found_and_the_list_is_not_drawn_under_it(at, live_hub: str) -> None:
    page = at("bob")
    page.goto(f"{live_hub}/conversations/content/")
    with page.expect_response(lambda response: "q=two-step" in response.url):
        page.get_by_label("Search titles and texts").press_sequentially("two-step")
    expect(page).to_have_url(re.compile("q=two-step"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator("#rows .row-link").first.click()

    expect(page).to_have_url(re.compile(r"/content/[\w-]+/"))
    assert not [url for url in asked if "q=two-step" in url]


def test_files_are_chosen_or_pasted_and_shown_in_the_preview(at, live_hub: str) -> None:
    page = at("bob")
    write(page, live_hub, f"Buttons {secrets.token_hex(4)}")

    file = {"name": "chosen.png", "mimeType": "image/png", "buffer": base64.b64decode(PIXEL)}
    page.set_input_files("[data-upload-for]", file)
    expect(page.locator("#id_body")).to_have_value(re.compile(r"!\[chosen\.png\]\(/content-files/"))
    page.locator("#id_body").evaluate(PASTE, PIXEL)
    expect(page.locator("#id_body")).to_have_value(re.compile(r"!\[pasted\.png\]\(/content-files/"))

    expect(page.locator("#preview img")).to_have_count(2)
    for image in page.locator("#preview img").all():
        expect(image).to_have_js_property("naturalWidth", 1)


def test_a_file_that_is_refused_leaves_the_text_as_it_was(at, live_hub: str) -> None:
    page = at("bob")
    write(page, live_hub, f"Buttons {secrets.token_hex(4)}")

    page.set_input_files("[data-upload-for]", {"name": "a.exe", "mimeType": "", "buffer": b"MZ"})

    expect(page.get_by_text("is not a file of a type that can be sent")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value("Press the button.\n")


def test_what_was_typed_outlives_a_reload_until_it_is_saved(at, live_hub: str) -> None:
    page, title = at("bob"), f"Reloaded {secrets.token_hex(4)}"
    write(page, live_hub, title)

    page.reload()
    expect(page.get_by_text("What you had typed here is back.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(title)
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()

    page.goto(f"{live_hub}/conversations/content/new/")
    expect(page.get_by_label("Title")).to_have_value("")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_text_is_reviewed_by_the_keyboard_and_a_half_typed_comment_stays(
    at, live_hub: str, width: int
) -> None:
    bob, alice, title = at("bob", width), at("alice", width), f"Reviewed {secrets.token_hex(4)}"
    write(bob, live_hub, title)
    bob.get_by_role("button", name="Save as a draft").click()
    bob.get_by_role("button", name="Ask for review").first.focus()
    bob.keyboard.press("Enter")
    expect(bob.get_by_text("Version 1 is in review.")).to_be_visible()

    alice.goto(bob.url)
    alice.get_by_label("Comment, or what has to change").fill("Half a")
    bob.get_by_label("Comment, or what has to change").fill("Please look.")
    bob.get_by_role("button", name="Comment").press("Enter")
    expect(alice.get_by_text("Please look.")).to_be_visible()
    expect(alice.get_by_label("Comment, or what has to change")).to_have_value("Half a")
    alice.get_by_role("button", name="Approve version 1").press("Enter")

    expect(bob.locator("#article .pill", has_text="Live")).to_be_visible()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not alice.evaluate(wide)


def test_an_audience_has_as_many_rows_as_it_takes(at, live_hub: str) -> None:
    page = at("bob")
    write(page, live_hub, f"Rows {secrets.token_hex(4)}")

    page.get_by_label("Plans").fill("pro")
    page.get_by_role("button", name="Add a row").click()
    second = page.get_by_role("group", name="Row 2")
    expect(second.get_by_label("Countries")).to_be_focused()
    expect(second.get_by_label("Plans")).to_have_value("")
    page.keyboard.type("DE")
    expect(page.locator("#reach")).to_contain_text("plan pro; or with country DE")
    page.get_by_role("button", name="Save as a draft").click()

    expect(page.locator(".content-about")).to_contain_text("Customers with plan pro; or with country DE")
