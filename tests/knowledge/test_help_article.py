from __future__ import annotations

import pytest
from django.urls import reverse

from knowledge.audience import Condition
from knowledge.services import archive_article, disable_article, save_draft, set_audience
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db


def url_of(article) -> str:
    return reverse("knowledge:help-article", args=[article.tenant.slug, article.slug])


def test_anybody_reads_a_published_article_under_the_tenants_name(client, launchpad, bob) -> None:
    article = make_live(launchpad, "Refunds", "Refunds take *5* days.")
    save_draft(article=article, title="Refunds", body="A draft nobody sees.", base_number=1, by=bob)

    response = client.get(url_of(article))

    assert response.status_code == 200
    assert "<em>5</em>" in response.content.decode()
    assert "Launchpad" in response.content.decode()
    assert "A draft nobody sees" not in response.content.decode()
    assert "public" in response["Cache-Control"]
    assert "Set-Cookie" not in response


def test_a_draft_is_not_there(client, launchpad) -> None:
    assert client.get(url_of(make_article(launchpad))).status_code == 404


def test_what_is_switched_off_archived_or_not_for_everybody_is_not_there(client, launchpad, alice) -> None:
    article = make_live(launchpad)
    disable_article(article=article, by=alice)
    restricted = make_live(launchpad, "For partners")
    set_audience(article=restricted, conditions=[Condition.of(segments=["partner"])], by=alice)
    archived = make_live(launchpad, "Old")
    archive_article(article=archived, by=alice)

    for hidden in (article, restricted, archived):
        assert client.get(url_of(hidden)).status_code == 404


def test_a_known_issue_is_for_the_team_only(client, launchpad) -> None:
    issue = make_live(launchpad, "Login fails", "Reset it.", kind="known_issue", external_id="ISSUE-1")

    assert client.get(url_of(issue)).status_code == 404


def test_an_article_is_found_under_its_own_tenant_only(client, launchpad, harbor) -> None:
    article = make_live(launchpad)

    assert client.get(reverse("knowledge:help-article", args=[harbor.slug, article.slug])).status_code == 404


def test_it_is_only_read(client, launchpad) -> None:
    article = make_live(launchpad)

    assert client.post(url_of(article)).status_code == 405
    assert client.head(url_of(article)).status_code == 200
