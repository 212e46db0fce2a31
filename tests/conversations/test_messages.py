from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from conversations.attachments import signed_path, store_upload
from conversations.markup import plain_text, render_markdown
from conversations.models import Attachment, Discussion, Message, Participant
from conversations.services import MessageRefused, delete_message, edit_message, post_message, toggle_reaction
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)


@pytest.fixture
def discussion(launchpad) -> Discussion:
    return Discussion.objects.create(tenant=launchpad)


@pytest.fixture
def private(launchpad, alice) -> Discussion:
    return Discussion.objects.create(tenant=launchpad, visibility="private", owner=alice)


def say(discussion: Discussion, author, body: str = "Hello", **fields) -> Message:
    return post_message(discussion=discussion, author=author, body=body, **fields)[0]


def test_authors_become_participants_once(discussion, bob, launchpad) -> None:
    customer = CustomerFactory(tenant=launchpad)
    for author in (customer, bob, "ai", "system", bob, customer, "ai"):
        say(discussion, author)

    parties = {(row.customer, row.member, row.is_ai) for row in Participant.objects.all()}
    assert parties == {(customer, None, False), (None, bob, False), (None, None, True)}


def test_mentions_are_kept_for_members_of_this_tenant_only(discussion, alice, bob, charlie) -> None:
    message = say(discussion, alice, "Ask @bob or @charlie, not bob@launchpad.example. @bob!")

    assert list(message.mentions.all()) == [bob]


def test_a_viewer_and_an_outsider_may_not_post(discussion, vera, charlie) -> None:
    for author in (vera, charlie, CustomerFactory(tenant=charlie.tenant)):
        with pytest.raises(MessageRefused, match="may not post"):
            say(discussion, author)


def test_only_the_owner_and_the_allowed_read_and_post_in_private(private, alice, bob, launchpad) -> None:
    assert private.is_open_to(alice)
    assert not private.is_open_to(bob)
    assert list(Discussion.objects.open_to(bob)) == []
    with pytest.raises(MessageRefused):
        say(private, bob)

    Participant.objects.create(tenant=launchpad, discussion=private, member=bob)
    say(private, bob)
    assert list(Discussion.objects.open_to(bob)) == [private]


def test_an_edit_keeps_what_was_said_before(discussion, bob, alice) -> None:
    message = say(discussion, bob, "Helo")
    edit_message(message, body="**Hello** @alice", by=bob)
    edit_message(message, body="**Hello** @alice", by=bob)

    message.refresh_from_db()
    assert plain_text(message.body, 40) == "Hello @alice"
    assert message.html.startswith("<p><strong>Hello</strong> <span")
    assert [revision.body for revision in message.revisions.all()] == ["Helo"]
    assert list(message.mentions.all()) == [alice]
    with pytest.raises(MessageRefused, match="author"):
        edit_message(message, body="Hijacked", by=alice)


def test_a_deleted_message_leaves_a_tombstone_and_nothing_else(discussion, bob, alice, work_off) -> None:
    message = say(discussion, bob, "Secret")
    edit_message(message, body="More secret", by=bob)
    delete_message(message, by=alice)
    delete_message(message, by=alice)

    message.refresh_from_db()
    assert (message.is_deleted, message.body, message.html) == (True, "", "")
    work_off()
    assert not message.revisions.exists()
    assert AuditEntry.objects.filter(action="message.deleted").count() == 1
    with pytest.raises(MessageRefused, match="deleted"):
        edit_message(message, body="Back again", by=bob)


def test_what_no_text_has_is_left_out_of_a_message_and_of_an_edit(discussion, bob) -> None:
    message = say(discussion, bob, "He\ud83dllo\x00 \U0001f600\udc00")
    assert (message.body, message.html) == ("Hello \U0001f600", "<p>Hello \U0001f600</p>")

    edit_message(message, body="Good\udfff bye", by=bob)
    message.refresh_from_db()
    assert message.body == "Good bye"
    with pytest.raises(MessageRefused, match="Write something"):
        say(discussion, bob, "\ud800")


@pytest.mark.parametrize(
    "body",
    [
        "Family \U0001f469\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
        "\u0645\u0631\u062d\u0628\u0627\u200f! \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "One\n\n\tTwo",
    ],
)
def test_joined_emoji_right_to_left_text_and_tabs_stay_as_they_were_written(discussion, bob, body) -> None:
    assert say(discussion, bob, body).body == body


def test_controls_and_turned_directions_are_left_out(discussion, bob) -> None:
    message = say(discussion, bob, "\x1bPay\x07 \u202e001\u202c\r\n\u2066now\u2069\x85\x9f\rat once\x7f")
    assert message.body == "Pay 001\nnow\nat once"


@pytest.mark.parametrize(
    "body", ["\u200b", "\u200d\ufeff\u2060", "\x01", "\u202e\u2066", "\ufe0f", "\u3164 \u2800"]
)
def test_a_text_in_which_nothing_is_seen_is_empty(discussion, bob, body) -> None:
    with pytest.raises(MessageRefused, match="Write something"):
        say(discussion, bob, body)


def test_a_reaction_is_put_and_taken_back(discussion, bob) -> None:
    message = say(discussion, bob)

    assert toggle_reaction(message, emoji="👍", by=bob) is True
    assert toggle_reaction(message, emoji="👍", by=bob) is False
    assert not message.reactions.exists()


def test_an_upload_is_kept_out_of_the_web_root_and_served_to_members_only(
    discussion, bob, charlie, signed_in, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    attachment = store_upload(discussion=discussion, upload=SimpleUploadedFile("cat.png", PNG))
    say(discussion, bob, "Look", attachments=[attachment])
    url = reverse("conversations:attachment", args=[attachment.pk])

    response = signed_in(bob).get(url)

    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    assert signed_in(charlie).get(url).status_code == 404
    assert "cat" not in attachment.file.name


def test_a_signed_link_opens_the_file_and_a_changed_one_does_not(
    discussion, client: Client, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    attachment = store_upload(discussion=discussion, upload=SimpleUploadedFile("notes.txt", b"Hello"))
    path = signed_path(attachment)

    response = client.get(path)

    assert b"".join(response.streaming_content) == b"Hello"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(path[:-3] + "xx/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("tool.exe", b"MZ\x90", "not a file of a type"),
        ("cat.png", b"<script>alert(1)</script>", "not a file of a type"),
        ("page.html", b"<p>hi</p>", "not a file of a type"),
        ("binary.txt", b"a\x00b", "not a file of a type"),
        ("empty.txt", b"", "is empty"),
        ("big.txt", b"x" * 2_000_000, "at most 1 MB"),
    ],
)
def test_what_can_not_be_sent_is_refused_with_the_reason(discussion, settings, name, content, why) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2**20

    with pytest.raises(MessageRefused, match=why):
        store_upload(discussion=discussion, upload=SimpleUploadedFile(name, content))
    assert not Attachment.objects.exists()


def test_a_file_of_another_discussion_can_not_be_taken_along(
    discussion, private, bob, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    attachment = store_upload(discussion=private, upload=SimpleUploadedFile("notes.txt", b"Hello"))

    with pytest.raises(MessageRefused, match="belongs elsewhere"):
        say(discussion, bob, "Look", attachments=[attachment])


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**Hi**\n\n- a\n- b", "Hi a b"),
        ("Say **yes**, `no`.", "Say yes, no."),
        ("|a|b|\n|-|-|\n|*c*d|e|", "a b cd e"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<b>x</b>", "<b>x</b>"),
        ("مرحبا 👋", "مرحبا 👋"),
        ("x" * 30, "x" * 19 + "…"),
    ],
)
def test_a_preview_is_what_a_reader_would_see(markdown, text) -> None:
    assert plain_text(markdown, 20) == text


def test_links_open_elsewhere_and_pass_nothing_on() -> None:
    html = render_markdown("[docs](https://example.com)")

    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'target="_blank"' in html
