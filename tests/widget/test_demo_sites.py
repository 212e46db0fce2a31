from __future__ import annotations

import pytest

SITE = {
    "hero_title": "Time & invoices",
    "paragraph": "For teams.",
    "features": [{"title": "Portal", "text": "Clients see progress."}],
}


@pytest.fixture
def demo(widget, harbor_widget, settings):
    settings.HUB_DEMO = True
    widget.settings = {"demo_site": SITE}
    widget.save()
    return widget


def test_a_tenants_demo_page_embeds_its_widget(client, demo):
    page = client.get("/demo/launchpad/").content.decode()
    assert "Time &amp; invoices" in page
    assert "Clients see progress." in page
    assert '<script async src="/widget/v1.js" data-key="launchpad-widget"></script>' in page


def test_the_index_lists_the_sites_there_are(client, demo):
    page = client.get("/demo/").content.decode()
    assert "/demo/launchpad/" in page
    assert "/demo/harbor/" not in page


def test_there_is_no_page_for_a_tenant_without_one(client, demo):
    assert client.get("/demo/harbor/").status_code == 404
    assert client.get("/demo/nobody/").status_code == 404


def test_there_are_no_demo_pages_outside_of_the_demo(client, demo, settings):
    settings.HUB_DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.get("/demo/launchpad/").status_code == 404
