from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

INDEX = "/conversations/settings/profile/"
SAVE = f"{INDEX}save/"


def test_everybody_sees_and_saves_their_own(vera, signed_in):
    as_vera = signed_in(vera)
    assert 'value="Vera"' in as_vera.get(INDEX).content.decode()
    for _ in range(2):
        assert as_vera.post(SAVE, {"name": "Vera L", "timezone": "Asia/Tokyo"}).status_code == 302
    vera.refresh_from_db()
    assert (vera.user.name, vera.timezone) == ("Vera L", "Asia/Tokyo")


def test_no_zone_of_ones_own_means_the_organisations(bob, signed_in):
    signed_in(bob).post(SAVE, {"name": "Bob", "timezone": ""})
    bob.refresh_from_db()
    assert bob.zone == bob.tenant.zone


def test_a_wrong_zone_is_refused_where_it_was_chosen(bob, signed_in):
    response = signed_in(bob).post(
        SAVE, {"name": "Bob", "timezone": "Mars/Base"}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert "Mars/Base is not one of the available choices" in response.content.decode()
    bob.refresh_from_db()
    assert bob.timezone == ""


def test_a_name_is_needed(bob, signed_in):
    assert signed_in(bob).post(SAVE, {"name": "", "timezone": ""}).status_code == 422


def test_saving_is_by_post_only(bob, signed_in):
    assert signed_in(bob).get(SAVE).status_code == 405


def test_settings_lead_to_what_the_role_may_open(alice, bob, signed_in):
    settings = reverse("accounts:settings")
    assert signed_in(alice).get(settings).url == reverse("accounts:members")
    assert signed_in(bob).get(settings).url == INDEX


def test_the_frame_shows_only_what_the_role_may_open(alice, bob, signed_in):
    members = reverse("accounts:members")
    assert members in signed_in(alice).get(INDEX).content.decode()
    assert members not in signed_in(bob).get(INDEX).content.decode()


def test_a_person_without_a_place_is_told_what_to_do(client, db):
    client.force_login(UserFactory())
    response = client.get(INDEX)
    assert response.status_code == 403
    assert "Ask for an invitation" in response.content.decode()
