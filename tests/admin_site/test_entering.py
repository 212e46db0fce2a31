"""Who gets into the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conversations.models import Job, Message
from tests.admin_site.addresses import REGISTERED, url
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_member_who_is_no_platform_admin_is_turned_away(house, alice, signed_in) -> None:
    client = signed_in(alice)

    for address in [reverse("admin:index"), *(url(model, "changelist") for model in REGISTERED)]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(reverse("admin:login"))
    assert client.get(reverse("admin:login")).status_code == 403


def test_admin_is_entered_by_the_hubs_own_sign_in(client) -> None:
    """Its second factor and its limit of attempts must not have a way round."""
    page = client.get(reverse("admin:login"))

    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 302


def test_staff_without_the_permission_sees_and_does_nothing(house, client) -> None:
    helper = UserFactory(is_staff=True)
    client.force_login(helper)

    assert client.get(url(Message, "changelist")).status_code == 403
    assert client.post(url(Job, "changelist"), {"action": "run_again"}).status_code == 403
