"""The demo's people, whose password everybody knows, where the demo is on and where it is off."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import User
from config.demo.content import TENANTS, TenantContent
from config.demo.house import PASSWORD, House
from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PROFILE = "/conversations/settings/profile/"
ADMIN = "/admin/login/"


@pytest.fixture
def dana(launchpad):
    return MemberFactory(tenant=launchpad, user=UserFactory(is_demo=True, is_staff=True))


def _sign_in(client, member):
    return client.post(LOGIN, {"login": member.user.email, "password": "demo"})


@pytest.mark.parametrize("folder", TENANTS)
def test_everybody_the_demo_makes_is_marked(db, folder):
    House(TenantContent(folder))
    assert User.objects.exists()
    assert all(user.is_demo and user.check_password(PASSWORD) for user in User.objects.all())


def test_a_demo_loaded_before_there_was_a_mark_is_marked(bob, charlie):
    bob.tenant.modules.create(module="demo", enabled=True)
    guest = MemberFactory(tenant=bob.tenant)
    import_module("accounts.migrations.0003_user_is_demo").mark_those_there(apps, None)
    assert list(User.objects.filter(is_demo=True)) == [bob.user]
    assert {guest.user, charlie.user} <= set(User.objects.filter(is_demo=False))


def test_where_the_demo_is_on_they_sign_in(client, dana, settings):
    settings.HUB_DEMO = True
    assert _sign_in(client, dana).url == "/conversations/"
    assert client.get(PROFILE).status_code == 200


def test_where_it_is_off_they_do_not(client, dana):
    assert _sign_in(client, dana).url == reverse("account_inactive")
    assert client.get(PROFILE).status_code == 302


def test_where_it_is_off_django_admin_does_not_let_them_in_either(client, dana):
    client.post(ADMIN, {"username": dana.user.email, "password": "demo"})
    assert "_auth_user_id" not in client.session


def test_switching_it_off_ends_their_sessions(client, dana, settings):
    settings.HUB_DEMO = True
    _sign_in(client, dana)
    settings.HUB_DEMO = False
    assert client.get(PROFILE).url.startswith(LOGIN)


def test_others_are_not_touched(client, bob):
    assert _sign_in(client, bob).url == "/conversations/"
    assert client.get(PROFILE).status_code == 200
