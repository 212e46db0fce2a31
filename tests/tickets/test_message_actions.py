"""Editing, deleting, restoring, answering and reacting, through the ticket's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from conversations.attachments import signed_path, store_upload
from conversations.models import Attachment, DeletedText, Message, MessageRevision, Reaction
from conversations.reactions import EMOJIS
from tests.factories import receive
from tickets.models import Ticket
from tickets.services import post_note, post_reply
from tickets.services.merging import merge_tickets

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "My invoice is wrong").ticket


@pytest.fixture
def question(ticket) -> Message:
    return Message.objects.get(author="customer")


@pytest.fixture
def reply(ticket, bob) -> Message:
    return post_reply(ticket, by=bob, body="I look into it")


def url(name: str, message: Message) -> str:
    return reverse(f"tickets:message-{name}", args=[message.discussion.ticket.number, message.pk])


def page_of(ticket: Ticket, client) -> str:
    return client.get(reverse("tickets:detail", args=[ticket.number])).content.decode()


def test_an_edit_is_shown_in_place_and_keeps_what_was_said(ticket, reply, bob, signed_in) -> None:
    client = signed_in(bob)
    form = client.get(url("edit", reply), headers=HTMX).content.decode()
    assert "I look into it</textarea>" in form
    assert "<html" not in form

    saved = client.post(url("save", reply), {"text": "I look into **it** now"}, headers=HTMX).content.decode()

    assert f'id="message-{reply.pk}"' in saved
    assert "I look into <strong>it</strong> now" in saved
    assert "edited" in saved
    shown = client.get(url("history", reply), headers=HTMX).content.decode()
    assert "I look into **it** now" in shown
    assert shown.index("I look into **it** now") < shown.index("I look into it</div>")


def test_the_list_shows_the_newest_message_as_it_was_edited(ticket, reply, bob, signed_in) -> None:
    signed_in(bob).post(url("save", reply), {"text": "Solved"})
    ticket.refresh_from_db()

    assert ticket.latest_message_preview == "Solved"
    assert ticket.latest_message_author == "member"


@pytest.mark.parametrize("text", ["", "  \n", "x" * 100_001])
def test_a_refused_edit_keeps_what_was_typed(reply, bob, signed_in, text) -> None:
    response = signed_in(bob).post(url("save", reply), {"text": text}, headers=HTMX)

    assert response.status_code == 422
    assert response.context["typed"] == text
    assert response.context["refusal"]
    assert Message.objects.get(pk=reply.pk).body == "I look into it"


def test_nobody_edits_what_another_wrote(reply, question, alice, signed_in) -> None:
    for message in (reply, question):
        response = signed_in(alice).post(url("save", message), {"text": "Hijacked"}, headers=HTMX)
        assert response.status_code == 422
        assert "Only its author" in response.content.decode()
    assert not MessageRevision.objects.exists()


def test_saving_the_same_text_twice_is_one_edit(reply, bob, signed_in) -> None:
    for _time in range(2):
        signed_in(bob).post(url("save", reply), {"text": "Better"})

    assert MessageRevision.objects.count() == 1


def test_a_deleted_message_is_unseen_at_once_and_can_be_brought_back(ticket, reply, bob, signed_in) -> None:
    client = signed_in(bob)
    tombstone = client.post(url("delete", reply), headers=HTMX).content.decode()

    assert "This message was deleted" in tombstone
    assert "Undo" in tombstone
    assert "I look into it" not in page_of(ticket, client)
    ticket.refresh_from_db()
    assert ticket.latest_message_preview == "My invoice is wrong"

    restored = client.post(url("restore", reply), headers=HTMX).content.decode()

    assert "I look into it" in restored
    ticket.refresh_from_db()
    assert ticket.latest_message_preview == "I look into it"
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["message.deleted", "message.restored"]


def test_deleting_and_restoring_twice_is_harmless(reply, bob, signed_in) -> None:
    client = signed_in(bob)
    for _time in range(2):
        assert client.post(url("delete", reply)).status_code == 302
    assert DeletedText.objects.count() == 1
    for _time in range(2):
        assert client.post(url("restore", reply)).status_code == 302

    reply.refresh_from_db()
    assert reply.body == "I look into it"
    assert not DeletedText.objects.exists()


def test_after_its_time_what_a_deleted_message_said_is_gone(
    ticket, bob, signed_in, work_off, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = store_upload(discussion=ticket.discussion, upload=SimpleUploadedFile("a.txt", b"Secret"))
    message = post_note(ticket, by=bob, body="Secret", attachments=[file])
    client = signed_in(bob)
    client.post(url("save", message), {"text": "More secret"})
    client.post(url("delete", message))
    with django_capture_on_commit_callbacks(execute=True):
        work_off()

    assert not DeletedText.objects.exists()
    assert not MessageRevision.objects.exists()
    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    late = client.post(url("restore", message), headers=HTMX)
    assert late.status_code == 422
    assert "erased" in late["HX-Trigger"]


def test_it_is_too_late_even_if_the_job_has_not_run(reply, bob, signed_in) -> None:
    client = signed_in(bob)
    client.post(url("delete", reply))
    DeletedText.objects.update(created_at=timezone.now() - timedelta(minutes=3))

    assert client.post(url("restore", reply), headers=HTMX).status_code == 422


def test_a_file_of_a_deleted_message_opens_for_nobody(
    ticket, bob, signed_in, client, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = store_upload(discussion=ticket.discussion, upload=SimpleUploadedFile("a.txt", b"Secret"))
    message = post_note(ticket, by=bob, body="See", attachments=[file])
    members = reverse("conversations:attachment", args=[file.pk])
    assert b"".join(signed_in(bob).get(members)) == b"Secret"

    signed_in(bob).post(url("delete", message))

    assert signed_in(bob).get(members).status_code == 404
    assert client.get(signed_path(file)).status_code == 404


def test_a_deleted_question_no_longer_names_its_ticket(ticket, question, alice, signed_in) -> None:
    client = signed_in(alice)
    client.post(url("delete", question))
    ticket.refresh_from_db()
    assert ticket.subject == "Deleted message"
    assert "My invoice" not in page_of(ticket, client)

    client.post(url("restore", question))
    ticket.refresh_from_db()
    assert ticket.subject == "My invoice is wrong"


def test_a_restored_answer_does_not_name_the_ticket(ticket, question, reply, alice, signed_in) -> None:
    client = signed_in(alice)
    for message in (question, reply):
        client.post(url("delete", message), headers=HTMX)

    client.post(url("restore", reply), headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.subject == "Deleted message"

    client.post(url("restore", question), headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.subject == "My invoice is wrong"


def test_a_deleted_question_does_not_name_the_ticket_it_is_merged_into(
    widget, ticket, question, alice, signed_in
) -> None:
    other = receive(widget, "Another", customer=ticket.customer, thread_key="another").ticket
    client = signed_in(alice)
    client.post(url("delete", question), headers=HTMX)
    merge_tickets(ticket, into=other, by=alice)

    client.post(url("restore", Message.objects.get(pk=question.pk)), headers=HTMX)

    other.refresh_from_db()
    assert other.subject == "Another"


def test_only_the_author_or_an_admin_deletes(reply, question, bob, alice, signed_in) -> None:
    refused = signed_in(bob).post(url("delete", question), headers=HTMX)
    assert refused.status_code == 422
    assert "Only its author or an admin" in refused["HX-Trigger"]

    signed_in(alice).post(url("delete", reply))
    reply.refresh_from_db()
    assert reply.is_deleted
    # What an admin took away, its author does not bring back.
    assert signed_in(bob).post(url("restore", reply), headers=HTMX).status_code == 422
    assert url("restore", reply) not in page_of(reply.discussion.ticket, signed_in(bob))


def test_the_customer_hears_of_an_edit_a_deletion_and_a_restoration(
    ticket, reply, bob, signed_in, django_capture_on_commit_callbacks, told
) -> None:
    client = signed_in(bob)
    for verb, data in (("save", {"text": "Better"}), ("delete", {}), ("restore", {})):
        told()
        before = Message.objects.get(pk=reply.pk).changed_at
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url(verb, reply), data)
        assert {f"ticket-{ticket.number}", f"discussion-{ticket.discussion_id}"} <= set(told())
        assert Message.objects.get(pk=reply.pk).changed_at != before


def test_a_reaction_is_given_and_taken_back(ticket, question, bob, alice, signed_in) -> None:
    thumb = EMOJIS[0][0]
    shown = signed_in(bob).post(url("react", question), {"emoji": thumb}, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in shown
    both = signed_in(alice).post(url("react", question), {"emoji": thumb}, headers=HTMX).content.decode()
    assert f'aria-label="{thumb} 2: Bob, Alice"' in both

    one = signed_in(bob).post(url("react", question), {"emoji": thumb}, headers=HTMX).content.decode()
    assert f'aria-label="{thumb} 1: Alice"' in one
    assert 'aria-pressed="false"' in one


def test_the_page_and_the_customer_hear_of_a_reaction_and_the_lists_do_not(
    ticket, question, bob, signed_in, django_capture_on_commit_callbacks, told
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(bob).post(url("react", question), {"emoji": EMOJIS[0][0]})

    assert told() == [f"ticket-{ticket.number}", f"discussion-{ticket.discussion_id}"]


def test_the_menu_says_who_sees_reactions(ticket, question, bob, signed_in) -> None:
    note = post_note(ticket, by=bob, body="Between us")
    assert b"The customer sees reactions too." in signed_in(bob).get(url("actions", question)).content
    assert b"Only your team sees reactions" in signed_in(bob).get(url("actions", note)).content


def test_only_the_offered_emojis_are_taken(question, bob, signed_in) -> None:
    assert signed_in(bob).post(url("react", question), {"emoji": "<b>"}).status_code == 400
    assert not Reaction.objects.exists()


def test_an_answer_quotes_what_it_answers_and_leads_there(ticket, question, bob, signed_in) -> None:
    client = signed_in(bob)
    strip = client.get(url("answer", question), headers=HTMX).content.decode()
    assert f'name="parent" value="{question.pk}"' in strip

    client.post(reverse("tickets:reply", args=[ticket.number]), {"text": "Sorry", "parent": question.pk})

    answer = Message.objects.get(author="member")
    assert answer.parent == question
    assert f'href="#message-{question.pk}" data-quote' in page_of(ticket, client)


def test_without_scripts_an_answer_is_begun_by_a_link(ticket, question, bob, signed_in) -> None:
    client, page = signed_in(bob), ticket.get_absolute_url()
    menu = client.get(url("actions", question)).content.decode()
    assert f'href="{page}?answer={question.pk}#composer"' in menu

    shown = client.get(page, {"answer": question.pk}).content.decode()

    assert f'name="parent" value="{question.pk}"' in shown


def test_a_private_note_is_never_quoted_to_the_customer(ticket, bob, signed_in) -> None:
    note = post_note(ticket, by=bob, body="They never pay")
    data = {"text": "Indeed", "parent": note.pk}
    refused = signed_in(bob).post(reverse("tickets:reply", args=[ticket.number]), data)

    assert refused.status_code == 422
    assert "private note too" in refused.context["refusal"]
    assert refused.context["typed"] == "Indeed"
    signed_in(bob).post(reverse("tickets:note", args=[ticket.number]), data)
    assert Message.objects.get(body="Indeed").parent == note


def test_an_answer_to_a_message_of_another_ticket_is_refused(ticket, widget, bob, signed_in) -> None:
    other = receive(widget, "Something else").message
    data = {"text": "Sorry", "parent": other.pk}
    refused = signed_in(bob).post(reverse("tickets:reply", args=[ticket.number]), data)

    assert refused.status_code == 422
    assert not Message.objects.filter(author="member").exists()


VERBS = ["save", "delete", "restore", "react"]


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_changes_a_message(reply, vera, charlie, bob, signed_in, verb) -> None:
    data = {"text": "Hijacked", "emoji": EMOJIS[0][0]}

    assert signed_in(vera).post(url(verb, reply), data).status_code == 403
    assert signed_in(charlie).post(url(verb, reply), data).status_code == 404
    assert signed_in(bob).get(url(verb, reply)).status_code == 405
    reply.refresh_from_db()
    assert (reply.body, reply.is_deleted) == ("I look into it", False)
    assert not Reaction.objects.exists()


def test_a_viewer_sees_reactions_and_edits_but_no_way_to_act(ticket, question, bob, vera, signed_in) -> None:
    signed_in(bob).post(url("react", question), {"emoji": EMOJIS[0][0]})
    page = page_of(ticket, signed_in(vera))

    assert EMOJIS[0][0] in page
    assert "data-message-menu" not in page
    assert url("react", question) not in page
    assert signed_in(vera).get(url("history", question)).status_code == 200


def test_the_menu_offers_what_this_member_may_do(reply, question, bob, alice, signed_in) -> None:
    own = signed_in(bob).get(url("actions", reply), headers=HTMX).content.decode()
    assert url("edit", reply) in own
    assert url("delete", reply) in own
    other = signed_in(bob).get(url("actions", question), headers=HTMX).content.decode()
    assert url("edit", question) not in other
    assert url("delete", question) not in other
    admins = signed_in(alice).get(url("actions", reply), headers=HTMX).content.decode()
    assert url("edit", reply) not in admins
    assert url("delete", reply) in admins


def test_without_htmx_each_piece_is_a_page(reply, bob, signed_in) -> None:
    for name in ("actions", "edit", "history"):
        assert b"<html" in signed_in(bob).get(url(name, reply)).content


def test_long_right_to_left_and_emoji_messages_are_all_there(ticket, bob, signed_in) -> None:
    long = "word " * 20_000
    for body in (long, "مرحبا بالعالم 👋", "👩‍👩‍👧 ❤️"):
        post_note(ticket, by=bob, body=body)
    page = page_of(ticket, signed_in(bob))

    assert long.strip() in page
    assert "مرحبا بالعالم 👋" in page
    assert page.count('class="msg-body prose" dir="auto"') == 3
    assert page.count('class="msg-body prose msg-body--long" tabindex="0"') == 1
