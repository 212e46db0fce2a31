from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

PROFILE = "/conversations/settings/profile/"


@pytest.fixture
def both(bob, harbor):
    """bob, who is a viewer of the other tenant too."""
    return MemberFactory(tenant=harbor, user=bob.user, role="viewer")


def test_switching_changes_the_tenant_and_the_role(bob, both, signed_in):
    as_bob = signed_in(bob)
    switch = reverse("accounts:switch", args=["launchpad"])
    for _ in range(2):
        response = as_bob.post(switch)
        assert (response.status_code, response.url) == (302, "/conversations/")
    text = as_bob.get(PROFILE).content.decode()
    assert "Organisation: Launchpad" in text
    assert reverse("accounts:switch", args=["harbor"]) in text


def test_a_page_asks_for_the_persons_places_once(bob, both, signed_in, count_queries):
    as_bob = signed_in(bob)
    as_bob.get(PROFILE)
    with count_queries() as queries:
        text = as_bob.get(PROFILE).content.decode()
    assert "Harbor Homes" in text
    assert len([query for query in queries if 'FROM "accounts_member"' in query["sql"]]) == 1


def test_a_tenant_one_is_not_in_does_not_exist(bob, harbor, signed_in):
    assert signed_in(bob).post(reverse("accounts:switch", args=["harbor"])).status_code == 404


def test_a_place_that_was_taken_away_does_not_exist(bob, both, signed_in):
    both.is_active = False
    both.save()
    as_bob = signed_in(bob)
    assert as_bob.post(reverse("accounts:switch", args=["harbor"])).status_code == 404
    assert "Harbor Homes" not in as_bob.get(PROFILE).content.decode()


def test_an_anonymous_person_signs_in_first(client, launchpad):
    response = client.post(reverse("accounts:switch", args=["launchpad"]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_switching_is_by_post_only(bob, signed_in):
    assert signed_in(bob).get(reverse("accounts:switch", args=["launchpad"])).status_code == 405
