"""Sign-in through the OpenID Connect server that the settings name."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from accounts.models import User
from config import env
from tests.accounts import openid_server
from tests.accounts.openid_server import CLIENT, CODE, SECRET, state_of

pytestmark = pytest.mark.django_db

PROFILE = "/conversations/settings/profile/"
LOGIN = "/accounts/oidc/oidc/login/"
NO_PLACE = "You need an invitation"


@pytest.fixture
def provider(settings, monkeypatch):
    with openid_server.running() as server:
        monkeypatch.setenv("OIDC_SERVER_URL", server.url)
        monkeypatch.setenv("OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("OIDC_CLIENT_SECRET", SECRET)
        settings.SOCIALACCOUNT_PROVIDERS = env.oidc_providers()
        yield server
    assert server.refused == []


@pytest.fixture
def invited(bob):
    """bob, as an invitation leaves him: with an address that counts as confirmed."""
    EmailAddress.objects.create(user=bob.user, email=bob.user.email, primary=True, verified=True)
    return bob


def _sign_in(client, provider, **claims):
    """Press the button, and come back from the provider as the person these claims are about."""
    provider.person = {"sub": "4711", "name": "Bob", **claims}
    sent = client.post(LOGIN)
    assert sent.url.startswith(f"{provider.url}/authorize?")
    return client.get(f"{LOGIN}callback/", {"code": CODE, "state": state_of(sent.url)})


def _is_in(client):
    return client.get(PROFILE).status_code == 200


def test_the_sign_in_page_offers_it(client, db, provider):
    assert LOGIN in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("verified", [True, "true"])
def test_a_members_verified_address_signs_them_in_and_is_connected(client, invited, provider, verified):
    response = _sign_in(client, provider, email=invited.user.email.upper(), email_verified=verified)
    assert (response.status_code, response.url) == (302, "/conversations/")
    assert _is_in(client)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.provider) == (invited.user, "4711", "oidc")
    invited.user.refresh_from_db()
    assert invited.user.check_password("demo")


def test_once_connected_the_providers_number_counts_and_not_the_address(client, invited, provider):
    _sign_in(client, provider, email=invited.user.email, email_verified=True)
    client.logout()
    _sign_in(client, provider, email="bob.tanner@elsewhere.example", email_verified=False)
    assert _is_in(client)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("claim", [{}, {"email_verified": False}, {"email_verified": "false"}])
def test_an_address_that_is_not_verified_signs_nobody_in(client, invited, provider, claim):
    response = _sign_in(client, provider, email=invited.user.email, **claim)
    assert NO_PLACE in response.content.decode()
    assert not _is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_that_nobody_has_here_makes_no_account(client, invited, provider):
    response = _sign_in(client, provider, email="eve@example.com", email_verified=True)
    assert NO_PLACE in response.content.decode()
    assert not _is_in(client)
    assert list(User.objects.all()) == [invited.user]


@pytest.mark.parametrize("field", ["is_active", "is_demo"])
def test_somebody_switched_off_does_not_come_in_this_way_either(client, invited, provider, field):
    setattr(invited.user, field, field == "is_demo")
    invited.user.save()
    response = _sign_in(client, provider, email=invited.user.email, email_verified=True)
    assert response.url == reverse("account_inactive")
    assert not _is_in(client)


def test_an_answer_that_was_not_asked_for_is_refused(client, invited, provider):
    provider.person = {"sub": "4711", "email": invited.user.email, "email_verified": True}
    response = client.get(f"{LOGIN}callback/", {"code": CODE, "state": "made-up"})
    assert response.status_code == 401
    assert not _is_in(client)
