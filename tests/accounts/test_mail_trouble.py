"""A mail server that does not take the invitation: it is kept, and the person is told."""

from __future__ import annotations

import smtplib
import socket

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from accounts.models import Invitation
from tests.factories import UserFactory

# The mail is sent as the transaction commits, so these commit.
pytestmark = pytest.mark.django_db(transaction=True)

INVITE = "/conversations/settings/members/invite/"
EVE = {"email": "eve@example.com", "role": "agent"}
HTMX = {"HX-Request": "true"}
WORDS = "The invitation of eve@example.com is kept, but the mail could not be sent"


class RefusingBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({"eve@example.com": (550, b"No such person")})


@pytest.fixture(params=["refused", "unreachable"])
def _no_mail(request, settings):
    if request.param == "refused":
        settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
        yield
        return
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    # Bound and not listening: the port is taken, and refuses.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        yield


@pytest.mark.usefixtures("_no_mail")
def test_an_invitation_that_can_not_be_mailed_is_kept_and_said(alice, signed_in):
    response = signed_in(alice).post(INVITE, EVE, headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 200
    assert WORDS in text
    assert "toast--warning" in text
    assert "is on its way" not in text
    assert reverse("accounts:invitation-resend", args=[Invitation.objects.get().pk]) in text


@pytest.mark.usefixtures("_no_mail")
def test_without_htmx_the_next_page_says_it(alice, signed_in):
    response = signed_in(alice).post(INVITE, EVE, follow=True)
    assert WORDS in response.content.decode()


def test_sending_again_mails_it_once_the_server_is_back(alice, signed_in, settings, mailoutbox):
    as_alice = signed_in(alice)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.RefusingBackend"
    as_alice.post(INVITE, EVE)
    resend = reverse("accounts:invitation-resend", args=[Invitation.objects.get().pk])
    assert WORDS in as_alice.post(resend, headers=HTMX).content.decode()
    settings.EMAIL_BACKEND = working
    assert "A new link is on its way" in as_alice.post(resend, headers=HTMX).content.decode()
    assert [message.to for message in mailoutbox] == [["eve@example.com"]]


def test_the_admin_says_which_was_not_mailed(alice, signed_in, settings, client):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    signed_in(alice).post(INVITE, EVE)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    chosen = {"action": "send_again", "_selected_action": [Invitation.objects.get().pk]}
    page = client.post(reverse("admin:accounts_invitation_changelist"), chosen, follow=True).content.decode()
    assert WORDS in page
    assert "0 invitations were mailed" in page


def test_a_mail_server_is_not_waited_for_without_end(settings):
    assert settings.EMAIL_TIMEOUT == 10
