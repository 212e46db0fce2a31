from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from structlog.testing import capture_logs

from conversations.attachments import store_upload
from conversations.models import Message
from conversations.services import delete_message, edit_message
from tests.widget.conftest import code_of
from tickets.models import Ticket
from tickets.services import post_hub_message, post_note, post_reply


def test_a_message_opens_a_ticket_and_comes_back_as_it_is_shown(visitor):
    response = visitor.write("Hello **there**", client_id="c-1")
    ticket = Ticket.objects.get()
    assert response.status_code == 201
    body = response.json()
    assert body["ticket"] == {"reference": ticket.reference, "status": "open", "is_with_people": False}
    assert body["message"]["html"] == "<p>Hello <strong>there</strong></p>"
    assert (body["message"]["author"], body["message"]["client_id"]) == ("customer", "c-1")
    assert ticket.customer.widget_sessions.get().pk == visitor.opened["session_id"]


def test_an_emoji_cut_in_two_does_not_cost_the_message(visitor):
    response = visitor.write("a\ud800\x00b \U0001f600", client_id="c-1")
    assert response.status_code == 201
    assert response.json()["message"]["html"] == "<p>ab \U0001f600</p>"
    assert Message.objects.get().body == "ab \U0001f600"


def test_the_same_client_id_is_the_same_message_however_often_it_is_sent(visitor):
    first = visitor.write("Hello", client_id="c-1")
    again = visitor.write("Hello, edited", client_id="c-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["message"] == first.json()["message"]
    assert Message.objects.count() == 1


def test_the_same_text_at_once_is_one_message_without_a_client_id_too(visitor):
    statuses = [visitor.write("Hello").status_code for _time in range(3)]
    assert statuses == [201, 200, 200]


def test_a_queued_message_sent_again_after_a_new_thread_began_is_still_one(visitor):
    first = visitor.write("Hello", client_id="c-1").json()
    visitor.send("post", "threads")
    again = visitor.write("Hello", client_id="c-1")
    assert again.status_code == 200
    assert again.json()["message"]["id"] == first["message"]["id"]


def test_a_client_id_can_not_take_the_place_of_an_answer(visitor):
    visitor.write("Hello", client_id="run-1")
    post_hub_message(Ticket.objects.get(), author="ai", body="An answer", source_id="run-1")
    assert [message["author"] for message in visitor.read().json()["messages"]] == ["customer", "ai"]


@pytest.mark.parametrize("text", ["", "   \n ", "\x00", "\ud800", "\u200b\ufeff", "\u0001", "\u202e \u2069"])
def test_nothing_is_refused(visitor, text):
    response = visitor.write(text)
    assert (response.status_code, code_of(response)) == (400, "MESSAGE_REFUSED")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ([], "Send a JSON object with these fields: text, client_id, attachments."),
        ({}, "text: This field is missing. Send it."),
        ({"text": 5}, "text: Send text."),
        ({"text": "x", "client_id": "a b"}, "client_id: Use letters, digits, - and _ only."),
        ({"text": "x", "client_id": "y" * 101}, "client_id: Send 100 characters at most."),
        ({"text": "x", "attachments": ["1"]}, "attachments.0: Send an id, a whole number."),
        ({"text": "x", "attachments": [2**63]}, "attachments.0: Send an id, a whole number."),
        ({"text": "x", "attachments": [1] * 11}, "attachments: Send 10 entries at most."),
    ],
)
def test_a_message_of_another_shape_is_refused_with_what_to_send(visitor, payload, said):
    response = visitor.send("post", "messages", payload)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")
    assert response.json()["error"]["message"] == said


def test_more_than_16_kilobytes_are_refused(visitor):
    assert visitor.write("x" * 16_000).status_code == 201
    response = visitor.write("x" * 16_400)
    assert (response.status_code, code_of(response)) == (413, "BODY_TOO_LARGE")
    assert Message.objects.count() == 1


def test_the_most_that_the_messenger_sends_at_once_fits(visitor):
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE conversations_attachment_id_seq RESTART 1000000000000")
    files = [visitor.attach(f"{number}.txt") for number in range(10)]
    sent = {"text": "\U0001f600" * 4000, "client_id": str(uuid4()), "attachments": files}
    body = json.dumps(sent, ensure_ascii=False)
    assert visitor.send("post", "messages", body).status_code == 201


def test_a_body_that_does_not_say_how_long_it_is_is_not_taken_for_an_empty_one(visitor):
    response = visitor.client.generic(
        "POST",
        "/api/widget/messages",
        content_type="application/json",
        headers={"Authorization": f"Bearer {visitor.token}", "Transfer-Encoding": "chunked"},
    )
    assert (response.status_code, code_of(response)) == (411, "LENGTH_REQUIRED")
    assert "Content-Length" in response.json()["error"]["what_to_do"]


@pytest.mark.parametrize("body", ["[" * 7000, '{"text":' * 1900])
def test_a_body_nested_too_deeply_is_refused(visitor, body):
    response = visitor.send("post", "messages", body)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")
    assert response.json()["error"]["message"] == "The body is nested too deeply."


def test_what_nobody_expected_is_told_in_json_and_logged(visitor, monkeypatch):
    def fail(*_args, **_fields):
        raise ZeroDivisionError

    monkeypatch.setattr("channels_app.widget.api.post_message", fail)
    with capture_logs() as logs:
        response = visitor.write("Hello")
    assert (response.status_code, code_of(response)) == (500, "UNKNOWN_ERROR")
    [failure] = [entry for entry in logs if entry["event"] == "widget_request_failed"]
    assert failure["log_level"] == "error"
    assert isinstance(failure["exc_info"], ZeroDivisionError)


def test_a_stream_that_fails_to_open_says_so_in_json_too(visitor, monkeypatch):
    def fail(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr("channels_app.widget.stream.require_session", fail)
    with capture_logs() as logs:
        response = visitor.send("get", "events")
    assert (response.status_code, code_of(response)) == (500, "UNKNOWN_ERROR")
    assert "widget_stream_failed" in [entry["event"] for entry in logs]


def test_only_json_is_read(visitor):
    response = visitor.client.post(
        "/api/widget/messages", {"text": "Hello"}, headers={"Authorization": f"Bearer {visitor.token}"}
    )
    assert (response.status_code, code_of(response)) == (415, "CONTENT_TYPE_INVALID")


def test_html_in_a_message_comes_back_as_text(visitor):
    html = visitor.write("<img src=x onerror=alert(1)> <script>alert(1)</script>").json()["message"]["html"]
    assert "<img" not in html
    assert "<script" not in html


def test_an_answer_is_read_with_its_sources_and_nothing_internal(visitor):
    visitor.write()
    citations = [
        {"title": "Export", "url": "/help/export/", "passages": [1], "score": 0.9},
        {"title": "Bad", "url": "javascript:alert(1)"},
        {"title": "Elsewhere", "url": "//evil.example/"},
    ]
    post_hub_message(
        Ticket.objects.get(), author="ai", body="Like so.", source_id="run:1", citations=citations
    )
    answer = visitor.read().json()["messages"][-1]
    assert (answer["author"], answer["author_name"]) == ("ai", "Assistant")
    assert answer["citations"] == [
        {"title": "Export", "url": "/help/export/"},
        {"title": "Bad", "url": ""},
        {"title": "Elsewhere", "url": ""},
    ]


def test_notes_never_leave(visitor, bob):
    visitor.write()
    post_note(Ticket.objects.get(), by=bob, body="This customer is difficult")
    response = visitor.read()
    assert "difficult" not in response.content.decode()
    assert len(response.json()["messages"]) == 1


def test_a_members_reply_has_their_name_and_signed_files(visitor, bob, client):
    visitor.write()
    ticket = Ticket.objects.get()
    upload = SimpleUploadedFile("steps.txt", b"Click export", content_type="text/plain")
    attachment = store_upload(discussion=ticket.discussion, upload=upload)
    post_reply(ticket, by=bob, body="See the file", attachments=[attachment])
    reply = visitor.read().json()["messages"][-1]
    assert (reply["author"], reply["author_name"]) == ("member", "Bob")
    shown = reply["attachments"][0]
    assert (shown["name"], shown["size"], shown["is_image"]) == ("steps.txt", 12, False)
    assert b"".join(client.get(shown["url"]).streaming_content) == b"Click export"


def test_only_what_came_after_is_read(visitor):
    ids = [visitor.write(text).json()["message"]["id"] for text in ("one", "two", "three")]
    found = visitor.read(after=ids[0]).json()["messages"]
    assert [message["id"] for message in found] == ids[1:]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 19, "٣"])
def test_an_after_that_is_no_id_is_refused(visitor, after):
    assert code_of(visitor.read(after=after)) == "INPUT_INVALID"


def test_long_threads_come_in_pages(visitor, monkeypatch):
    monkeypatch.setattr("channels_app.widget.services.PAGE", 2)
    ids = [visitor.write(text).json()["message"]["id"] for text in ("one", "two", "three", "four")]
    newest = visitor.read().json()
    assert [message["id"] for message in newest["messages"]] == ids[2:]
    page = visitor.read(after=ids[0]).json()
    assert [message["id"] for message in page["messages"]] == ids[1:3]
    assert page["has_more"]


def test_an_edit_and_a_deletion_reach_a_messenger_that_had_seen_the_message(visitor, bob):
    visitor.write()
    ticket = Ticket.objects.get()
    first = post_reply(ticket, by=bob, body="Wrong", source_id="a")
    second = post_reply(ticket, by=bob, body="For someone else", source_id="b")
    seen = visitor.read().json()
    edit_message(first, body="Right", by=bob)
    delete_message(second, by=bob)
    page = visitor.read(after=second.pk, changed_since=seen["changed_as_of"]).json()
    changed = {message["id"]: message for message in page["messages"]}
    assert changed[first.pk]["html"] == "<p>Right</p>"
    assert (changed[second.pk]["html"], changed[second.pk]["is_deleted"]) == ("", True)
    assert "someone else" not in str(page)


@pytest.mark.parametrize("moment", ["yesterday", "2026-01-01", "2026-01-01T10:00:00"])
def test_a_moment_without_a_zone_is_refused(visitor, moment):
    assert code_of(visitor.read(changed_since=moment)) == "INPUT_INVALID"


def test_nobody_reads_another_sessions_thread(visitor, new_visitor):
    mine = visitor.write("My secret").json()["message"]["id"]
    stranger = new_visitor()
    stranger.open()
    stranger.write("Hello")
    long_ago = (timezone.now() - timedelta(days=1)).isoformat()
    for response in (stranger.read(), stranger.read(after=mine - 1, changed_since=long_ago)):
        assert "My secret" not in response.content.decode()
    assert Ticket.objects.count() == 2


def test_another_sessions_client_id_does_not_reveal_its_message(visitor, new_visitor):
    visitor.write("My secret", client_id="guessable")
    stranger = new_visitor()
    stranger.open()
    response = stranger.write("Hello", client_id="guessable")
    assert response.status_code == 201
    assert "My secret" not in response.content.decode()


def test_a_new_thread_starts_empty_and_opens_a_ticket_of_its_own(visitor):
    visitor.write("First")
    assert visitor.send("post", "threads").json() == {"messages": [], "ticket": None}
    assert visitor.read().json()["messages"] == []
    visitor.write("Second")
    assert Ticket.objects.count() == 2


def test_a_new_thread_before_anything_was_written_changes_nothing(visitor):
    for _time in range(3):
        visitor.send("post", "threads")
    visitor.write("First")
    assert Ticket.objects.get().thread_key.endswith(":1")


def test_reading_costs_the_same_for_a_long_thread(visitor, bob, count_queries):
    visitor.write()
    ticket = Ticket.objects.get()
    post_reply(ticket, by=bob, body="One", source_id="0")
    with count_queries() as short:
        visitor.read()
    for number in range(1, 6):
        post_reply(ticket, by=bob, body=f"More {number}", source_id=str(number))
    with count_queries() as long:
        visitor.read()
    assert len(long) == len(short) <= 6


def test_no_cookie_is_ever_set(visitor):
    for response in (visitor.open(), visitor.write(), visitor.read()):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
