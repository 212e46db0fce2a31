from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Member, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PERSON = {"name": "Eve Okafor", "password": "a-long-sentence-9"}


@pytest.fixture
def opened(launchpad, alice):
    """An open invitation of eve, with its token."""
    invitation = Invitation(tenant=launchpad, email="eve@example.com", role="agent", invited_by=alice)
    token = invitation.renew_token()
    invitation.save()
    return invitation, token


def _url(name, token):
    return reverse(f"accounts:{name}", args=[token])


def test_a_new_person_sets_name_and_password_and_is_in(client, opened):
    invitation, token = opened
    assert "Choose a password" in client.get(_url("invitation", token)).content.decode()
    response = client.post(_url("invitation-register", token), PERSON)
    assert (response.status_code, response.url) == (302, "/conversations/")
    member = Member.objects.get(user__email="eve@example.com")
    assert (member.tenant, member.role, member.name) == (invitation.tenant, "agent", "Eve Okafor")
    assert member.user.check_password(PERSON["password"])
    assert EmailAddress.objects.get(user=member.user).verified
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_pressing_join_twice_makes_one_person(client, opened):
    _invitation, token = opened
    client.post(_url("invitation-register", token), PERSON)
    again = client.post(_url("invitation-register", token), PERSON)
    assert again.status_code == 410
    assert Member.objects.filter(user__email="eve@example.com").count() == 1


@pytest.mark.parametrize("password", ["short", "eve@example.com", "12345678"])
def test_a_weak_password_is_refused_and_nobody_is_made(client, opened, password):
    _invitation, token = opened
    response = client.post(_url("invitation-register", token), PERSON | {"password": password})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert not User.objects.filter(email="eve@example.com").exists()


def test_somebody_with_an_account_is_asked_to_sign_in_first(client, opened):
    _invitation, token = opened
    UserFactory(email="eve@example.com")
    text = client.get(_url("invitation", token)).content.decode()
    assert f"{reverse('account_login')}?next={_url('invitation', token)}" in text
    response = client.post(_url("invitation-register", token), PERSON)
    assert response.status_code == 422
    assert "Sign in to join" in response.content.decode()


def test_a_signed_in_person_joins_and_is_switched_there(charlie, opened, signed_in):
    invitation, token = opened
    as_charlie = signed_in(charlie)
    assert "Join as charlie@harbor.example" in as_charlie.get(_url("invitation", token)).content.decode()
    for _ in range(2):
        assert as_charlie.post(_url("invitation-accept", token)).status_code == 302
    assert Member.objects.get(tenant=invitation.tenant, user=charlie.user).role == "agent"
    assert "Launchpad" in as_charlie.get(reverse("accounts:profile")).content.decode()


def test_an_anonymous_person_can_not_accept(client, opened):
    invitation, token = opened
    response = client.post(_url("invitation-accept", token))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    invitation.refresh_from_db()
    assert invitation.is_pending


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accepted_at": timezone.now()}, "It was used already"),
        ({"revoked_at": timezone.now()}, "took it back"),
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "older than seven days"),
    ],
    ids=["used", "revoked", "expired"],
)
def test_a_closed_invitation_says_why(client, opened, charlie, signed_in, change, words):
    invitation, token = opened
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    for response in [
        client.get(_url("invitation", token)),
        client.post(_url("invitation-register", token), PERSON),
        signed_in(charlie).post(_url("invitation-accept", token)),
    ]:
        assert response.status_code == 410
        assert words in response.content.decode()
    assert Member.objects.filter(tenant=invitation.tenant).count() == 1


@pytest.mark.parametrize("name", ["invitation", "invitation-register", "invitation-accept"])
def test_an_unknown_token_says_that_the_link_is_wrong(name, charlie, signed_in):
    client = signed_in(charlie)
    response = client.get(_url(name, "nope")) if name == "invitation" else client.post(_url(name, "nope"))
    assert response.status_code == 404
    assert "The link is not complete" in response.content.decode()


@pytest.mark.parametrize("name", ["invitation-register", "invitation-accept"])
def test_joining_is_by_post_only(client, opened, name):
    _invitation, token = opened
    assert client.get(_url(name, token)).status_code == 405
