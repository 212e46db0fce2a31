"""Files of visitors: taken in, refused in words, sent with a message, served to who may see them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agent.models import Run
from conversations.attachments import FILES_AT_MOST, LINK_SECONDS, forget_upload
from conversations.models import Attachment, Job, Message
from conversations.services import delete_message
from tests.uploads import PNG, REFUSED
from tests.widget.conftest import Visitor, code_of
from tickets.models import Ticket
from tickets.services import post_note, post_reply

SECRET = "a secret of the tenant"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def prove(visitor: Visitor, user_id: str) -> None:
    signature = hmac.new(SECRET.encode(), user_id.encode(), hashlib.sha256).hexdigest()
    assert visitor.open(identity={"user_id": user_id, "signature": signature}).status_code in (200, 201)


def content_of(client, url: str) -> bytes:
    return b"".join(client.get(url).streaming_content)


def test_a_file_goes_up_before_the_first_message_and_out_with_it(visitor, client) -> None:
    response = visitor.upload("cat.png", PNG)
    assert response.status_code == 201
    file = response.json()["file"]
    assert (file["name"], file["size"], file["is_image"], file["is_waiting"]) == (
        "cat.png",
        len(PNG),
        True,
        True,
    )
    assert not Ticket.objects.exists()

    message = visitor.write("Look at this", attachments=[file["id"]]).json()["message"]

    [sent] = message["attachments"]
    assert (sent["id"], sent["name"], sent["is_waiting"]) == (file["id"], "cat.png", False)
    assert visitor.read().json()["messages"][0]["attachments"][0]["name"] == "cat.png"
    assert content_of(client, sent["url"]) == PNG


@pytest.mark.parametrize("name", ["IMG_0042.HEIC", "IMG_0043.heif", "IMG_0044.MOV", "film.mp4"])
def test_what_a_telephone_took_is_sent_to_be_downloaded(visitor, name) -> None:
    taken = visitor.upload(name, b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")

    assert taken.status_code == 201
    assert taken.json()["file"]["is_image"] is False
    assert code_of(visitor.upload(name, b"MZ\x90\x00\x03\x00\x00\x00")) == "FILE_REFUSED"


def test_the_team_sees_it_in_the_ticket(visitor, bob, signed_in) -> None:
    visitor.write("See these", attachments=[visitor.attach(), visitor.attach("cat.png", PNG)])

    page = signed_in(bob).get(Ticket.objects.get().get_absolute_url()).content.decode()

    assert "notes.txt" in page
    assert 'data-lightbox="cat.png"' in page


def test_a_message_of_files_only_is_fine_and_named_after_them(visitor, bob, signed_in) -> None:
    assert visitor.write("", attachments=[visitor.attach("leak.png", PNG)]).status_code == 201
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.latest_message_preview) == ("leak.png", "leak.png")
    assert b"leak.png" in signed_in(bob).get(reverse("tickets:list")).content


def test_the_ai_asks_what_files_without_words_are_about_and_then_hands_over(visitor, work_off) -> None:
    for _time in range(3):
        visitor.write("", attachments=[visitor.attach("leak.png", PNG)])
        work_off()

    turns = Run.objects.filter(purpose=Run.Purpose.TURN).order_by("pk")
    assert [run.decision for run in turns] == ["clarify", "clarify", "escalate"]
    assert "can't look into files" in Message.objects.filter(author="ai").order_by("pk")[0].body
    assert Ticket.objects.get().is_escalated


@pytest.mark.parametrize(("name", "content", "why"), REFUSED)
def test_a_file_is_refused_in_words_that_name_the_limit(visitor, tmp_path, name, content, why) -> None:
    response = visitor.upload(name, content())

    assert (response.status_code, code_of(response)) in {(400, "FILE_REFUSED"), (413, "FILE_REFUSED")}
    said = response.json()["error"]["message"]
    assert why in said or (response.status_code == 413 and "a file has 20 MB at most" in said)
    assert not Attachment.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_what_is_a_little_too_large_is_named(visitor) -> None:
    response = visitor.upload("big.txt", b"x" * (20 * 2**20 + 1))
    assert response.json()["error"]["message"] == "“big.txt” has 20.0 MB; at most 20 MB fit."


@pytest.mark.parametrize("data", [{}, {"file": "a text"}, {"other": "x"}])
def test_a_form_without_a_file_is_refused(visitor, data) -> None:
    headers = {"Authorization": f"Bearer {visitor.token}"}
    response = visitor.client.post("/api/widget/files", data, headers=headers)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")


def test_a_file_sent_as_json_is_told_how_to_send_it(visitor) -> None:
    response = visitor.send("post", "files", {"file": "aGVsbG8="})
    assert (response.status_code, code_of(response)) == (415, "CONTENT_TYPE_INVALID")
    assert "multipart/form-data" in response.json()["error"]["what_to_do"]


def test_a_form_of_too_many_files_is_refused_and_not_an_error_of_ours(visitor, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    headers = {"Authorization": f"Bearer {visitor.token}"}
    data = {"file": [SimpleUploadedFile("a.txt", b"Hello"), SimpleUploadedFile("b.txt", b"Hello")]}
    response = visitor.client.post("/api/widget/files", data, headers=headers)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")


def test_as_many_as_fit_into_a_message_wait_at_most(visitor) -> None:
    files = [visitor.attach(f"{number}.txt") for number in range(FILES_AT_MOST)]
    response = visitor.upload()
    assert code_of(response) == "FILE_REFUSED"
    assert "10 files wait" in response.json()["error"]["message"]

    assert visitor.send("delete", f"files/{files[0]}").status_code == 204
    assert visitor.upload().status_code == 201


def test_uploads_are_limited_by_session_and_address(visitor, settings) -> None:
    settings.WIDGET_LIMITS = {"files": (1, 100)}
    assert visitor.upload().status_code == 201
    assert code_of(visitor.upload()) == "RATE_LIMITED"


def test_a_message_that_is_sent_again_is_the_same_with_the_same_files(visitor) -> None:
    file = visitor.attach()
    first = visitor.write("See", client_id="c-1", attachments=[file])
    again = visitor.write("See", client_id="c-1", attachments=[file])

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["message"]["id"] == first.json()["message"]["id"]
    assert Attachment.objects.get().message_id == first.json()["message"]["id"]


def test_the_same_words_with_another_file_are_another_message(visitor) -> None:
    for _time in range(2):
        assert visitor.write("Here", attachments=[visitor.attach()]).status_code == 201
    assert Message.objects.filter(author="customer").count() == 2


def test_a_file_goes_with_one_message_only_and_nothing_is_half_sent(visitor) -> None:
    file = visitor.attach()
    visitor.write("One", attachments=[file])
    response = visitor.write("Two", attachments=[file, visitor.attach()])

    assert (response.status_code, code_of(response)) == (400, "MESSAGE_REFUSED")
    assert "Attach it again" in response.json()["error"]["message"]
    assert Message.objects.filter(author="customer").count() == 1
    assert Attachment.objects.filter(message=None).count() == 1


def test_nobody_sends_looks_at_or_takes_back_anothers_file(visitor, new_visitor) -> None:
    file = visitor.attach()
    stranger = new_visitor()
    stranger.open()

    assert code_of(stranger.write("Mine", attachments=[file])) == "MESSAGE_REFUSED"
    assert code_of(stranger.send("get", f"files/{file}")) == "FILE_UNKNOWN"
    stranger.send("delete", f"files/{file}")
    assert Attachment.objects.get().customer is not None
    visitor.write("Mine", attachments=[file])
    stranger.write("Hello")
    assert code_of(stranger.send("get", f"files/{file}")) == "FILE_UNKNOWN"


def test_a_visitor_of_another_tenant_gets_nothing(visitor, harbor_widget) -> None:
    file = visitor.attach()
    visitor.write("Mine", attachments=[file])
    other = Visitor(harbor_widget.public_key)
    other.open()
    assert code_of(other.send("get", f"files/{file}")) == "FILE_UNKNOWN"


def test_an_address_that_is_too_old_is_asked_for_anew(visitor, client, monkeypatch) -> None:
    sent = visitor.write("See", attachments=[visitor.attach()]).json()["message"]["attachments"][0]
    later = (timezone.now() + timedelta(seconds=LINK_SECONDS + 60)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert client.get(sent["url"]).status_code == 404
    fresh = visitor.send("get", f"files/{sent['id']}").json()["file"]
    assert content_of(client, fresh["url"]) == b"Hello"


def test_files_of_notes_and_of_deleted_messages_are_nobodys(visitor, bob) -> None:
    visitor.write("Hello")
    ticket = Ticket.objects.get()
    hidden = Attachment.objects.get(pk=visitor.attach())
    hidden.discussion, hidden.customer = ticket.discussion, None
    hidden.save()
    post_note(ticket, by=bob, body="Between us", attachments=[hidden])
    assert code_of(visitor.send("get", f"files/{hidden.pk}")) == "FILE_UNKNOWN"

    withdrawn = Attachment.objects.get(pk=visitor.attach())
    withdrawn.discussion, withdrawn.customer = ticket.discussion, None
    withdrawn.save()
    reply = post_reply(ticket, by=bob, body="For another", attachments=[withdrawn])
    assert visitor.send("get", f"files/{withdrawn.pk}").status_code == 200
    delete_message(reply, by=bob)
    assert code_of(visitor.send("get", f"files/{withdrawn.pk}")) == "FILE_UNKNOWN"


def test_a_members_page_does_not_show_what_a_visitor_has_not_sent(visitor, bob, signed_in) -> None:
    visitor.write("Hello")
    file = visitor.attach()
    assert signed_in(bob).get(reverse("conversations:attachment", args=[file])).status_code == 404


def test_what_was_never_sent_is_forgotten(visitor, tmp_path) -> None:
    visitor.attach()
    job = Job.objects.get(name="conversations.forget_upload")
    assert job.run_at > timezone.now() + timedelta(hours=23)

    class Claim:
        def finish(self):
            from django.db import transaction

            return transaction.atomic()

    forget_upload(Claim(), **job.arguments)
    assert not Attachment.objects.exists()


def test_who_signs_in_takes_along_what_waits(visitor, widget) -> None:
    widget.settings = {"identity_secret": SECRET}
    widget.save()
    file = visitor.attach()
    prove(visitor, "user-7")
    assert visitor.write("Here", attachments=[file]).status_code == 201


def test_without_a_session_no_file_is_taken(widget, db) -> None:
    stranger = Visitor(widget.public_key, token="guessed")
    assert stranger.upload().status_code == 401
    assert not Attachment.objects.exists()


def test_a_site_that_is_not_allowed_sends_no_files(visitor, widget) -> None:
    widget.settings = {"allowed_domains": ["www.example.com"]}
    widget.save()
    assert code_of(visitor.upload(Origin="https://evil.example")) == "ORIGIN_REFUSED"
