from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TICKETS = "/conversations/tickets/"


def test_a_form_of_an_older_session_is_refused_in_plain_words(bob):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob.user)
    response = client.post("/conversations/settings/profile/save/", {"name": "Robert"})
    assert response.status_code == 403
    assert "Your session changed" in response.content.decode()
    assert "verification failed" not in response.content.decode()


def test_staff_without_a_membership_are_led_to_the_platform_admin(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    text = client.get(TICKETS).content.decode()
    assert 'href="/admin/"' in text
    assert "Sign out" in text
    assert "Go to the start" not in text


def test_a_person_without_a_membership_can_sign_out(client):
    client.force_login(UserFactory())
    text = client.get(TICKETS).content.decode()
    assert "Sign out" in text
    assert "/admin/" not in text


def test_a_member_whose_role_is_too_small_is_led_to_the_start(client, vera):
    client.force_login(vera.user)
    text = client.get("/conversations/settings/members/").content.decode()
    assert "Go to the start" in text
