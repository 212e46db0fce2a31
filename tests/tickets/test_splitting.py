"""Splitting messages off into a ticket of their own."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conversations.attachments import store_upload
from conversations.models import Attachment, Message
from tests.tickets.test_merging import messenger_of, said_in, visitor, write
from tickets.models import Ticket
from tickets.services import post_note, post_reply
from tickets.services.merging import merge_tickets

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mia(widget):
    return visitor(widget, "Mia")


@pytest.fixture
def ticket(mia, bob) -> Ticket:
    ticket = write(mia, "My invoice is wrong").ticket
    post_reply(ticket, by=bob, body="Which one?")
    write(mia, "Also my password does not work")
    return ticket


def url(name: str, ticket: Ticket) -> str:
    return reverse(f"tickets:{name}", args=[ticket.number])


def key(text: str) -> int:
    return Message.objects.get(body=text).pk


def test_the_dialog_offers_the_messages_and_a_subject(ticket, bob, signed_in) -> None:
    pk = key("Also my password does not work")
    dialog = signed_in(bob).get(url("split-choose", ticket), {"message": pk}, headers=HTMX).content.decode()

    assert f'value="{pk}" checked' in dialog
    assert dialog.count('type="checkbox"') == 3
    assert 'value="Also my password does not work"' in dialog


def test_the_chosen_messages_get_a_ticket_of_their_own(
    ticket, mia, bob, signed_in, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = store_upload(discussion=ticket.discussion, upload=SimpleUploadedFile("a.txt", b"Hello"))
    note = post_note(ticket, by=bob, body="Locked out", attachments=[file])
    client = signed_in(bob)
    data = {"message": [key("Also my password does not work"), note.pk], "subject": "Password"}

    client.post(url("split", ticket), data)

    new = Ticket.objects.get(split_from=ticket)
    ticket.refresh_from_db()
    assert (new.number, new.subject, new.customer) == (ticket.number + 1, "Password", mia.customer)
    assert new.discussion != ticket.discussion
    assert said_in(new) == ["Also my password does not work", "Locked out"]
    assert said_in(ticket) == ["My invoice is wrong", "Which one?"]
    assert ticket.latest_message_preview == "Which one?"
    assert new.latest_message_preview == "Also my password does not work"
    assert new.waiting_since is not None
    assert Attachment.objects.get().discussion == new.discussion
    assert f"#{new.number}" in client.get(url("around", ticket), headers=HTMX).content.decode()
    assert f"#{ticket.number}" in client.get(url("around", new), headers=HTMX).content.decode()
    assert f"Bob moved messages into: #{new.number}" in client.get(ticket.get_absolute_url()).content.decode()


def test_to_the_customer_it_stays_one_conversation(ticket, mia, bob, signed_in, client, told) -> None:
    signed_in(bob).post(url("split", ticket), {"message": key("Also my password does not work")})
    new = Ticket.objects.get(split_from=ticket)
    post_reply(new, by=bob, body="Reset it here")

    shown = messenger_of(mia, client, "Mia")
    for text in ("My invoice is wrong", "Which one?", "Also my password does not work", "Reset it here"):
        assert text in shown
    assert write(mia, "Thanks").ticket == ticket


def test_the_messenger_hears_of_a_reply_in_a_ticket_that_was_split_off(
    ticket, bob, signed_in, told, django_capture_on_commit_callbacks
) -> None:
    signed_in(bob).post(url("split", ticket), {"message": key("Also my password does not work")})
    new = Ticket.objects.get(split_from=ticket)
    told()
    with django_capture_on_commit_callbacks(execute=True):
        post_reply(new, by=bob, body="Reset it here")

    assert f"discussion-{ticket.discussion_id}" in told()


def test_what_can_not_be_split_is_refused_and_the_choice_kept(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    every = list(ticket.discussion.messages.values_list("pk", flat=True))
    for chosen, why in (
        ([], "Choose the messages"),
        (every, "At least one stays"),
        ([every[0], 0], "not here any"),
    ):
        response = client.post(url("split", ticket), {"message": chosen, "subject": "Mine"}, headers=HTMX)
        assert response.status_code == 422
        assert why in response.content.decode()
        assert 'value="Mine"' in response.content.decode()
    assert Ticket.objects.count() == 1


def test_the_same_split_sent_twice_is_one_ticket(ticket, bob, signed_in) -> None:
    client, data = signed_in(bob), {"message": key("Also my password does not work")}
    assert client.post(url("split", ticket), data).status_code == 302
    assert client.post(url("split", ticket), data).status_code == 422
    assert Ticket.objects.count() == 2


def test_messages_of_two_customers_never_leave_together(ticket, widget, mia, bob, signed_in, client) -> None:
    noah = visitor(widget, "Noah")
    noahs = write(noah, "Noah's secret").ticket
    merge_tickets(noahs, into=ticket, by=bob, is_confirmed=True)
    both = [key("Noah's secret"), key("Also my password does not work")]
    refused = signed_in(bob).post(url("split", ticket), {"message": both}, headers=HTMX)
    assert refused.status_code == 422
    assert "one of them only" in refused.content.decode()

    signed_in(bob).post(url("split", ticket), {"message": both[:1]})

    assert Ticket.objects.get(split_from=ticket).customer == noah.customer
    assert "Noah's secret" not in messenger_of(mia, client, "Mia")
    assert "Noah's secret" in messenger_of(noah, client, "Noah")
    assert "password" not in messenger_of(noah, client, "Noah")


def test_nobody_else_splits(ticket, vera, charlie, bob, signed_in) -> None:
    data = {"message": key("Which one?")}
    assert signed_in(vera).post(url("split", ticket), data).status_code == 403
    assert signed_in(charlie).post(url("split", ticket), data).status_code == 404
    assert signed_in(bob).get(url("split", ticket)).status_code == 405
    assert Ticket.objects.count() == 1
