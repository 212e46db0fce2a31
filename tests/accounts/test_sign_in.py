from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.urls import reverse

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture
def confirmed(bob):
    """bob, with a confirmed address: a second step is set up on no other."""
    EmailAddress.objects.create(user=bob.user, email=bob.user.email, primary=True, verified=True)
    return bob


def _sign_in(client, member, password="demo"):
    return client.post(LOGIN, {"login": member.user.email, "password": password})


def test_email_and_password_open_the_hub(client, bob):
    response = _sign_in(client, bob)
    assert (response.status_code, response.url) == (302, "/conversations/")
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_wrong_password_is_said_and_gives_nothing_away(client, bob):
    wrong = _sign_in(client, bob, "nope").content.decode()
    unknown = client.post(LOGIN, {"login": "nobody@example.com", "password": "nope"}).content.decode()
    words = "do not match"
    assert words in wrong
    assert words in unknown


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, bob):
    page = client.get(reverse("accounts:profile"), follow=True)
    assert 'name="next"' in page.content.decode()


def test_nobody_signs_up_by_themselves(client, db):
    assert "You need an invitation" in client.get("/accounts/signup/").content.decode()


def test_demo_logins_are_offered_in_demo_mode_only(client, bob, settings):
    bob.user.email = "bob@launchpad.example"
    bob.user.save()
    assert "data-fill" not in client.get(LOGIN).content.decode()
    settings.HUB_DEMO = True
    text = client.get(LOGIN).content.decode()
    assert "bob@launchpad.example" in text
    assert "data-fill" in text


def test_a_forgotten_password_is_set_anew_through_a_mailed_link(client, bob):
    client.post("/accounts/password/reset/", {"email": bob.user.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
    page = client.get(link, follow=True)
    assert "Set a new password" in page.content.decode()
    passwords = {"password1": "a-long-sentence-9", "password2": "a-long-sentence-9"}
    client.post(page.redirect_chain[-1][0], passwords)
    assert _sign_in(client, bob, "a-long-sentence-9").status_code == 302


def test_with_an_authenticator_app_a_code_is_asked_for(client, bob):
    totp.TOTP.activate(bob.user, totp.generate_totp_secret())
    codes = RecoveryCodes.activate(bob.user)
    assert _sign_in(client, bob).url == reverse("mfa_authenticate")
    assert "The second step" in client.get(reverse("mfa_authenticate")).content.decode()
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "errorlist" in refused.content.decode()
    assert client.get(reverse("accounts:profile")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_sensitive_pages_ask_for_the_password_again(bob, signed_in):
    response = signed_in(bob).get(reverse("mfa_activate_totp"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))


PAGES = [
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "account_email",
    "account_change_password",
    "account_logout",
    "socialaccount_connections",
]


@pytest.mark.parametrize("name", PAGES)
def test_each_security_page_is_drawn_in_our_frame(client, confirmed, name):
    _sign_in(client, confirmed)
    client.post(reverse("account_reauthenticate"), {"password": "demo"})
    text = client.get(reverse(name)).content.decode()
    assert 'id="main"' in text
    assert text.count("<h1") == 1


def test_recovery_codes_are_made_and_shown(client, bob):
    _sign_in(client, bob)
    client.post(reverse("account_reauthenticate"), {"password": "demo"})
    totp.TOTP.activate(bob.user, totp.generate_totp_secret())
    client.post(reverse("mfa_generate_recovery_codes"))
    text = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "10 of 10 codes are left" in text
    assert Authenticator.objects.filter(user=bob.user, type="recovery_codes").count() == 1


ANONYMOUS = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]


@pytest.mark.parametrize("name", ANONYMOUS)
def test_no_page_holds_a_script_or_style_that_the_policy_would_refuse(client, db, name):
    response = client.get(reverse(name))
    text = response.content.decode()
    inline = [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "json" not in tag]
    assert inline == []
    assert not re.search(r"\son\w+=|\sstyle=|hx-on|<style", text)
