from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge.audience import Condition
from knowledge.models import Article
from tests.factories import CustomerFactory
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db
TEXT = {"title": "Refunds", "body": "New text.", "base": "1", "version": "1"}


@pytest.fixture
def article(launchpad, bob) -> Article:
    """For a plan that nobody is on."""
    CustomerFactory(tenant=launchpad, plan="free")
    return make_article(launchpad, by=bob, audience=[Condition.of(plans=["entreprise"])])


@pytest.mark.parametrize("name", ["publish", "save-and-publish"])
def test_what_reaches_nobody_goes_live_only_after_a_warning(name, article, signed_in, bob, work_off) -> None:
    client = signed_in(bob)

    warned = client.post(reverse(f"knowledge:{name}", args=[article.slug]), TEXT)
    page = warned.content.decode()
    article.refresh_from_db()
    assert warned.status_code == 422
    assert "No customer you know would see it." in page
    assert "plan entreprise" in page
    assert article.pending is None

    onwards = {"version": str(article.latest.number), "reaches_nobody": "yes"}
    assert 'name="reaches_nobody" value="yes"' in page
    assert f'name="version" value="{article.latest.number}"' in page
    client.post(reverse("knowledge:publish", args=[article.slug]), onwards)
    work_off()
    article.refresh_from_db()
    assert article.is_live


def test_nothing_is_asked_where_a_known_customer_is_in_the_audience(
    article, launchpad, signed_in, bob
) -> None:
    CustomerFactory(tenant=launchpad, plan="Entreprise")

    answer = signed_in(bob).post(reverse("knowledge:publish", args=[article.slug]), TEXT)

    assert answer.status_code == 302


def test_what_is_for_everybody_is_never_warned_of(launchpad, signed_in, bob) -> None:
    article = make_article(launchpad)

    assert signed_in(bob).post(reverse("knowledge:publish", args=[article.slug]), TEXT).status_code == 302


def set_audience(client, article: Article, plans: str, **more: str):
    rows = {"countries": ["", "de"], "plans": [plans, plans], "segments": ["", ""]}
    return client.post(reverse("knowledge:audience", args=[article.slug]), {**rows, **more})


def test_a_live_article_keeps_its_readers_until_a_warning_was_seen(launchpad, signed_in, bob) -> None:
    CustomerFactory(tenant=launchpad, plan="free")
    article, client = make_live(launchpad), signed_in(bob)

    warned = set_audience(client, article, "entreprise")
    page = warned.content.decode()
    assert warned.status_code == 422
    assert "No customer you know would see it any more." in page
    assert page.count('name="plans" value="entreprise"') == 2
    assert article.audience.count() == 0

    assert set_audience(client, article, "entreprise", reaches_nobody="yes").status_code == 302
    assert article.audience.count() == 2
    assert set_audience(client, article, "entreprise").status_code == 302, "nothing changes"


def test_the_audience_of_a_draft_and_one_with_somebody_in_it_are_saved_at_once(
    launchpad, signed_in, bob
) -> None:
    CustomerFactory(tenant=launchpad, plan="free")

    assert set_audience(signed_in(bob), make_article(launchpad, "Draft"), "entreprise").status_code == 302
    assert set_audience(signed_in(bob), make_live(launchpad, "Live"), "free").status_code == 302


def test_what_is_to_go_live_at_a_moment_is_warned_of_too(launchpad, signed_in, bob) -> None:
    article, client = make_article(launchpad), signed_in(bob)
    moment = {"version": "1", "at": (timezone.now() + timedelta(days=1)).isoformat()}
    client.post(reverse("knowledge:schedule-publish", args=[article.slug]), moment)

    assert set_audience(client, article, "entreprise").status_code == 422


@pytest.mark.parametrize(("away", "back"), [("disable", "enable"), ("archive", "restore")])
def test_what_reaches_nobody_is_warned_of_too_when_it_comes_back(
    away, back, article, signed_in, bob, work_off
) -> None:
    client, known = signed_in(bob), {"reaches_nobody": "yes"}
    client.post(reverse("knowledge:publish", args=[article.slug]), TEXT | known)
    work_off()
    undo = client.post(reverse(f"knowledge:{away}", args=[article.slug]), headers={"HX-Request": "true"})
    assert "reaches_nobody" in undo.content.decode()

    warned = client.post(reverse(f"knowledge:{back}", args=[article.slug]))
    article.refresh_from_db()
    assert warned.status_code == 422
    assert "No customer you know would see it." in warned.content.decode()
    assert not article.is_live

    client.post(reverse(f"knowledge:{back}", args=[article.slug]), known)
    article.refresh_from_db()
    assert article.is_live


def test_a_draft_that_is_switched_is_not_warned_of(article, signed_in, bob) -> None:
    signed_in(bob).post(reverse("knowledge:disable", args=[article.slug]))

    assert signed_in(bob).post(reverse("knowledge:enable", args=[article.slug])).status_code == 302
