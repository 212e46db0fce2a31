"""axe-core on the pages people work in: nothing serious, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ALICE = "alice@launchpad.example"
ANIMATED = """() => Promise.allSettled(document.getAnimations()
    .filter((animation) => animation.effect.getTiming().iterations !== Infinity)
    .map((animation) => animation.finished))"""
# Each page, and what it fetches last.
PAGES = {
    "/conversations/tickets/?view=open": "#views .count",
    "/conversations/tickets/?view=all&q=invoice": "#views .count",
    "/conversations/tickets/1001/": "#ai-panel h2",
    "/conversations/notifications/": "main",
    "/conversations/content/": "main",
    "/conversations/guidance/": "main",
    "/conversations/guidance/packs/1/": "main",
    "/conversations/guidance/playbooks/1/": "main",
    "/conversations/guidance/playbooks/rules/1/": "#backtest-panel",
    "/conversations/guidance/try/?message=money+back": "#result h2",
    "/conversations/guidance/history/": "main",
    "/conversations/analytics/": "main",
    "/conversations/settings/ai/": "main",
    "/conversations/content/import/": "main",
    "/conversations/content/gaps/": "main",
    "/conversations/content/new/": "#preview p",
    "/conversations/content/track-time/": "#uses h2",
    "/conversations/content/track-time/edit/": "#preview p",
    "/conversations/settings/content/": "main",
    "/conversations/settings/profile/": "main",
    "/conversations/settings/notifications/": "main",
    "/conversations/settings/macros/": "main",
    "/conversations/settings/macros/new/": "main",
    "/conversations/settings/members/": "main",
    "/conversations/settings/teams/": "main",
    "/conversations/settings/labels/": "main",
    "/conversations/settings/sla/": "main",
    "/conversations/settings/audit/": "main",
    "/conversations/triage/": "main",
    "/conversations/settings/triage/": "main",
    "/conversations/settings/api-keys/": "main",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], scheme: str
) -> None:
    # The page's own policy forbids what axe puts into it.
    page = open_browser(color_scheme=scheme, bypass_csp=True, viewport={"width": 1440, "height": 900})
    sign_in(page, ALICE)
    found: list[str] = []

    for path, latest in PAGES.items():
        response = page.goto(f"{live_hub}{path}")
        assert response is not None, path
        assert response.ok, f"{path}: {response.status}"
        expect(page.locator(latest).first).to_be_visible()
        found += serious(page, path)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_filters_and_dialogs_have_no_serious_finding(
    live_hub: str, open_browser: Callable[..., Page], sign_in: Callable[[Page, str], None], scheme: str
) -> None:
    page = open_browser(color_scheme=scheme, bypass_csp=True)
    sign_in(page, ALICE)
    page.goto(f"{live_hub}/conversations/tickets/?view=open&priority=high")

    page.locator("summary", has_text="Filter").click()
    expect(page.locator(".facets")).to_be_visible()
    found = serious(page, "filters")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found += serious(page, "keys")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Save view").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += serious(page, "save view")
    page.goto(f"{live_hub}/conversations/tickets/1001/")
    page.locator("#choose-readers").click()
    expect(page.locator("#save-readers")).to_be_visible()
    found += serious(page, "who reads it")

    assert found == []


def serious(page: Page, where: str) -> list[str]:
    """What axe calls serious or critical, with the first place of each."""
    # Half faded in, nothing has its contrast yet.
    page.evaluate(ANIMATED)
    violations = Axe().run(page).response["violations"]
    return [
        f"{where}: {violation['id']} ({len(violation['nodes'])}): {violation['nodes'][0]['html'][:160]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]
