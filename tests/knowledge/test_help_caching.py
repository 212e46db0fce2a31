"""What is the same for everybody can be kept by any proxy, and never tells who asked first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conversations.models import Customer
from knowledge.help.reader import token_for
from knowledge.models import Article
from tests.factories import CustomerFactory
from tests.knowledge.factories import make_live

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def article(launchpad) -> Article:
    found = make_live(launchpad, "Refunds", "It takes 5 days.\n\n## Cards\n\nSo do they.", category="Money")
    # Late in the evening, so that its date depends on the reader's zone.
    found.versions.update(published_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    return found


def pages(article: Article) -> list[str]:
    tenant = article.tenant.slug
    named = [("help",), ("help-search",), ("help-category", "money"), ("help-sitemap",), ("help-theme",)]
    addresses = [reverse(f"knowledge:{name}", args=[tenant, *rest]) for name, *rest in named]
    addresses.append(reverse("knowledge:help-article", args=[tenant, article.slug]))
    return [*addresses, f"{addresses[1]}?q=refunds", f"{addresses[0]}nothing/", reverse("knowledge:robots")]


def varies_by(response) -> set[str]:
    return {name.strip().lower() for name in response.get("Vary", "").split(",")}


def test_a_shared_cache_may_keep_every_page_of_a_help_centre(client, article) -> None:
    for address in pages(article):
        response = client.get(address)
        assert "public" in response["Cache-Control"], address
        assert "cookie" not in varies_by(response), address
        assert "Set-Cookie" not in response, address
        assert not response.cookies, address


def test_a_member_who_is_signed_in_gets_the_very_same_pages(article, signed_in, bob) -> None:
    bob.timezone = "Pacific/Kiritimati"
    bob.save()
    member = signed_in(bob)

    for address in pages(article):
        response = member.get(address)
        assert response.content == Client().get(address).content, address
        assert "cookie" not in varies_by(response), address


def test_what_one_customer_may_read_is_kept_nowhere(client, article, launchpad) -> None:
    customer: Customer = CustomerFactory(tenant=launchpad)

    for address in pages(article)[:1] + pages(article)[5:6]:
        response = client.get(address, {"as": token_for(customer)})
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
