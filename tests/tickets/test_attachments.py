"""Files in a ticket: taken in, refused in words, sent, shown and served."""

from __future__ import annotations

import io
import wave

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conversations.attachments import FILES_AT_MOST, forget_upload, store_upload
from conversations.models import Attachment, Job, Message
from tests.factories import receive
from tests.uploads import PNG, REFUSED
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "My invoice is wrong").ticket


def url(name: str, ticket: Ticket, *args: object) -> str:
    return reverse(f"tickets:{name}", args=[ticket.number, *args])


def file(name: str = "notes.txt", content: bytes = b"Hello") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(client, ticket: Ticket, given: SimpleUploadedFile) -> int:
    response = client.post(url("file-upload", ticket), {"upload": given})
    assert response.status_code == 200, response.content
    newest = Attachment.objects.order_by("-pk")[0]
    assert f'name="files" value="{newest.pk}"'.encode() in response.content
    return newest.pk


def test_files_go_up_one_by_one_and_out_with_the_message(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    files = [upload(client, ticket, file()), upload(client, ticket, file("cat.png", PNG))]

    client.post(url("reply", ticket), {"text": "See these", "files": files})

    message = Message.objects.get(author="member")
    assert sorted(message.attachments.values_list("name", flat=True)) == ["cat.png", "notes.txt"]
    page = client.get(url("detail", ticket)).content.decode()
    assert 'data-lightbox="cat.png"' in page
    assert 'loading="lazy"' in page
    assert "notes.txt" in page


def test_a_message_of_files_only_is_fine(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    client.post(url("note", ticket), {"text": "", "files": [upload(client, ticket, file())]})

    note = Message.objects.get(kind="note")
    assert (note.body, note.attachments.count()) == ("", 1)


def test_without_scripts_files_come_with_the_form(ticket, bob, signed_in) -> None:
    data = {"text": "See", "upload": [file(), file("b.txt")], "source_id": "f1"}
    response = signed_in(bob).post(url("reply", ticket), data)

    assert response.status_code == 302
    assert Message.objects.get(author="member").attachments.count() == 2


def test_the_same_form_with_the_same_files_sent_twice_is_one_message(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    files = [upload(client, ticket, file())]
    for _time in range(2):
        data = {"text": "See", "files": files, "source_id": "f1"}
        assert client.post(url("reply", ticket), data).status_code == 302

    assert Message.objects.filter(author="member").count() == 1


@pytest.mark.parametrize(("name", "content", "why"), REFUSED)
def test_an_upload_is_refused_in_words(ticket, bob, signed_in, tmp_path, name, content, why) -> None:
    response = signed_in(bob).post(url("file-upload", ticket), {"upload": file(name, content())})

    assert response.status_code == 422
    assert response["Content-Type"].startswith("text/plain")
    assert why in response.content.decode()
    assert not Attachment.objects.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "content", "why"), REFUSED)
def test_a_refused_file_loses_neither_text_nor_other_files(
    ticket, bob, signed_in, name, content, why
) -> None:
    data = {"text": "A long answer", "mode": "note", "upload": [file("fine.txt"), file(name, content())]}
    response = signed_in(bob).post(url("note", ticket), data)

    assert response.status_code == 422
    page = response.content.decode()
    assert "A long answer</textarea>" in page
    assert why in page
    assert f'name="files" value="{Attachment.objects.get().pk}"' in page
    assert not Message.objects.filter(author="member").exists()


def test_nothing_at_all_is_refused(ticket, bob, signed_in) -> None:
    assert signed_in(bob).post(url("file-upload", ticket)).status_code == 422


def test_too_many_files_are_refused_before_anything_is_sent(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    files = [upload(client, ticket, file(f"{n}.txt")) for n in range(FILES_AT_MOST + 1)]
    response = client.post(url("reply", ticket), {"text": "See", "files": files})

    assert response.status_code == 422
    assert f"At most {FILES_AT_MOST} files" in response.context["refusal"]


def test_the_page_says_the_limits_before_anything_is_uploaded(ticket, bob, signed_in) -> None:
    page = signed_in(bob).get(url("detail", ticket)).content.decode()

    assert f'data-most-bytes="{20 * 2**20}"' in page
    assert 'accept=".csv,.docx' in page


def test_a_file_taken_back_is_gone_and_twice_is_harmless(
    ticket, bob, signed_in, tmp_path, django_capture_on_commit_callbacks
) -> None:
    client = signed_in(bob)
    pk = upload(client, ticket, file())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("file-remove", ticket, pk)).status_code == 204

    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert client.post(url("file-remove", ticket, pk)).status_code == 404


def test_a_reloaded_composer_gets_back_what_still_waits(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    sent, removed, waiting = (upload(client, ticket, file(f"{name}.txt")) for name in ("a", "b", "c"))
    client.post(url("reply", ticket), {"text": "See this", "files": [sent]})
    client.post(url("file-remove", ticket, removed))

    page = client.get(url("files-waiting", ticket), {"file": [sent, removed, waiting, "x"]}).content.decode()

    assert f'name="files" value="{waiting}"' in page
    assert url("file-remove", ticket, waiting) in page
    assert page.count('name="files"') == 1


def test_nobody_gets_a_file_that_waits_in_another_ticket(
    widget, ticket, bob, vera, charlie, signed_in
) -> None:
    waiting = upload(signed_in(bob), ticket, file())
    other = receive(widget, "Something else").ticket

    assert b"files" not in signed_in(bob).get(url("files-waiting", other), {"file": waiting}).content
    assert signed_in(vera).get(url("files-waiting", ticket), {"file": waiting}).status_code == 403
    assert signed_in(charlie).get(url("files-waiting", ticket), {"file": waiting}).status_code == 404


def test_a_sent_file_can_not_be_taken_back(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    pk = upload(client, ticket, file())
    client.post(url("note", ticket), {"text": "See", "files": [pk]})

    client.post(url("file-remove", ticket, pk))

    assert Attachment.objects.filter(pk=pk).exists()


def test_a_file_that_is_never_sent_is_forgotten_and_a_sent_one_is_kept(
    ticket, bob, signed_in, work_off
) -> None:
    client = signed_in(bob)
    never, sent = upload(client, ticket, file()), upload(client, ticket, file())
    client.post(url("note", ticket), {"text": "See", "files": [sent]})
    Job.objects.exclude(name="conversations.forget_upload").delete()

    assert work_off() == 2

    assert list(Attachment.objects.values_list("pk", flat=True)) == [sent]
    assert never != sent
    assert forget_upload.__doc__


def test_a_file_of_another_ticket_or_tenant_is_not_taken_along(
    ticket, widget, bob, charlie, signed_in
) -> None:
    other = receive(widget, "Something else").ticket
    theirs = store_upload(discussion=other.discussion, upload=file())
    response = signed_in(bob).post(url("reply", ticket), {"text": "See", "files": [theirs.pk]})

    assert response.status_code == 422
    assert "belongs elsewhere" in response.context["refusal"]
    assert signed_in(charlie).post(url("file-remove", other, theirs.pk)).status_code == 404
    assert signed_in(bob).post(url("file-remove", ticket, theirs.pk)).status_code == 404


def test_nobody_else_uploads(ticket, vera, charlie, bob, signed_in, client) -> None:
    for someone, status in ((vera, 403), (charlie, 404)):
        response = signed_in(someone).post(url("file-upload", ticket), {"upload": file()})
        assert response.status_code == status
    assert client.post(url("file-upload", ticket), {"upload": file()}).status_code == 302
    assert signed_in(bob).get(url("file-upload", ticket)).status_code == 405
    assert not Attachment.objects.exists()


def recording() -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(bytes(range(256)) * 4)
    return sound.getvalue()


def test_a_recording_can_be_played_and_sought_in(ticket, bob, signed_in) -> None:
    client, content = signed_in(bob), recording()
    pk = upload(client, ticket, file("call.wav", content))
    client.post(url("note", ticket), {"text": "", "files": [pk]})
    assert "<audio controls" in client.get(url("detail", ticket)).content.decode()
    path = reverse("conversations:attachment", args=[pk])

    whole = client.get(path)
    part = client.get(path, headers={"Range": "bytes=10-19"})
    end = client.get(path, headers={"Range": "bytes=-5"})
    rest = client.get(path, headers={"Range": "bytes=100-"})

    assert (whole.status_code, b"".join(whole)) == (200, content)
    assert (part.status_code, b"".join(part)) == (206, content[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(content)}"
    assert b"".join(end) == content[-5:]
    assert b"".join(rest) == content[100:]
    assert client.get(path, headers={"Range": f"bytes={len(content)}-"}).status_code == 416


def test_what_is_no_picture_is_a_download_and_nothing_runs(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    for name, content, kind in (("a.txt", b"Hello", "attachment"), ("cat.png", PNG, "inline")):
        response = client.get(
            reverse("conversations:attachment", args=[upload(client, ticket, file(name, content))])
        )
        assert response["Content-Disposition"].startswith(kind)
        assert "sandbox" in response["Content-Security-Policy"]
        b"".join(response)


PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"


def preview(client, ticket: Ticket, given: SimpleUploadedFile):
    return client.get(reverse("conversations:attachment-preview", args=[upload(client, ticket, given)]))


def test_a_pdf_can_be_looked_at_in_the_hub_and_runs_nothing_there(ticket, bob, signed_in) -> None:
    response = preview(signed_in(bob), ticket, file("invoice.pdf", PDF))

    assert b"".join(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="invoice.pdf"'
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_only_calls_itself_a_pdf_never_gets_so_far(ticket, bob, signed_in) -> None:
    given = {"upload": file("invoice.pdf", b"<script>alert(1)</script>")}

    assert signed_in(bob).post(url("file-upload", ticket), given).status_code == 422


def test_a_text_shows_its_first_lines_and_no_markup_of_it(ticket, bob, signed_in) -> None:
    lines = "\n".join(f"<b>größe</b> {number}" for number in range(200))

    shown = preview(signed_in(bob), ticket, file("a.log", lines.encode())).content.decode()

    assert "&lt;b&gt;größe&lt;/b&gt; 0" in shown
    assert "&lt;/b&gt; 4" not in shown
    assert shown.strip().endswith("…")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"\xef\xbb\xbfa;b\n1;2", "a;b\n1;2"),
        ("Größe".encode("cp1252"), "Größe"),
        (b"x" * 2047 + "ö".encode() + b"y" * 100, "xxx"),
    ],
)
def test_a_text_is_read_as_it_was_written(ticket, bob, signed_in, content, shown) -> None:
    answer = preview(signed_in(bob), ticket, file("a.csv", content)).content.decode()

    assert shown in answer
    assert "\ufeff" not in answer
    assert "Ã" not in answer


def test_of_other_files_and_for_other_people_there_is_no_preview(ticket, bob, charlie, signed_in) -> None:
    assert preview(signed_in(bob), ticket, file("cat.png", PNG)).status_code == 404
    pk = upload(signed_in(bob), ticket, file("invoice.pdf", PDF))
    path = reverse("conversations:attachment-preview", args=[pk])
    assert signed_in(charlie).get(path).status_code == 404
