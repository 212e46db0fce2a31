"""The messenger's stream, through the ASGI application on a real port."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from config.embedded import testing
from conversations import live
from knowledge.services import create_article, publish_now
from tests.widget.conftest import Visitor
from tickets.models import Ticket
from tickets.services import post_hub_message, post_reply

pytestmark = pytest.mark.django_db(transaction=True)


class Listener:
    """An open stream: `next()` is its next event."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The next event."""
        kind = ""
        for line in self._lines:
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data:") and kind:
                return kind, json.loads(line.removeprefix("data:") or "null")
        return "end", None

    def until(self, kind: str) -> Any:
        while (event := self.next())[0] != kind:
            assert event[0] != "end", f"the stream ended before {kind}"
        return event[1]


@pytest.fixture
def listen(hub_url: str) -> Iterator[Callable[[Visitor], Listener]]:
    """`listen(visitor)` is the stream of the visitor's messenger, open and subscribed."""
    with httpx.Client(base_url=hub_url, timeout=20) as client:
        opened: list[httpx.Response] = []

        def listen(visitor: Visitor) -> Listener:
            headers = {"Authorization": f"Bearer {visitor.token}"}
            request = client.build_request("GET", "/api/widget/events", headers=headers)
            response = client.send(request, stream=True)
            opened.append(response)
            assert response.headers["content-type"] == "text/event-stream"
            listener = Listener(response)
            listener.until("open")
            return listener

        yield listen
        for response in opened:
            response.close()


def test_an_answer_wakes_the_messenger(listen, visitor, bob):
    visitor.write("Hello")
    stream = listen(visitor)
    post_reply(Ticket.objects.get(), by=bob, body="Hello to you")
    assert stream.next() == ("changed", {})
    assert visitor.read().json()["messages"][-1]["author_name"] == "Bob"


def test_an_answer_streams_while_it_is_written(listen, visitor):
    visitor.write("Hello")
    topic = f"discussion-{Ticket.objects.get().discussion_id}"
    tenant_id = Ticket.objects.get().tenant_id
    stream = listen(visitor)
    live.publish_now(tenant_id, topic, {"kind": "thinking"})
    live.publish_now(tenant_id, topic, {"kind": "delta", "run": 1, "text": "Two\nlines"})
    live.publish_now(tenant_id, topic, {"kind": "idle"})
    assert [stream.next() for _event in range(3)] == [
        ("thinking", {}),
        ("delta", {"run": 1, "text": "Two\nlines"}),
        ("idle", {}),
    ]


def test_a_stream_opened_before_the_first_message_hears_the_first_answer(listen, visitor):
    stream = listen(visitor)
    visitor.write("Hello")
    stream.until("open")
    ticket = Ticket.objects.get()
    live.publish_now(ticket.tenant_id, f"discussion-{ticket.discussion_id}", {"kind": "delta", "text": "Hi"})
    assert stream.until("delta") == {"text": "Hi"}


def test_a_new_thread_is_listened_to_and_the_old_one_no_more(listen, visitor):
    visitor.write("First")
    first = Ticket.objects.get()
    stream = listen(visitor)
    visitor.send("post", "threads")
    stream.until("open")
    visitor.write("Second")
    stream.until("open")
    post_hub_message(first, author="ai", body="Late answer", source_id="late")
    second = Ticket.objects.exclude(pk=first.pk).get()
    live.publish_now(second.tenant_id, f"discussion-{second.discussion_id}", {"kind": "idle"})
    assert stream.next()[0] == "idle"


def test_nobody_hears_another_sessions_thread(listen, visitor, new_visitor, bob):
    visitor.write("Mine")
    stranger = new_visitor()
    stranger.open()
    stranger.write("Theirs")
    stream = listen(stranger)
    theirs = Ticket.objects.get(customer__widget_sessions=stranger.opened["session_id"])
    mine = Ticket.objects.exclude(pk=theirs.pk).get()
    live.publish_now(mine.tenant_id, f"discussion-{mine.discussion_id}", {"kind": "delta", "text": "secret"})
    live.publish_now(theirs.tenant_id, f"discussion-{theirs.discussion_id}", {"kind": "idle"})
    assert stream.next()[0] == "idle"


def test_closing_the_session_ends_its_streams(listen, visitor):
    streams = [listen(visitor), listen(visitor)]
    visitor.send("delete", "sessions/current")
    for stream in streams:
        stream.until("closed")
        assert stream.next()[0] == "end"


def test_a_made_up_token_opens_no_stream(hub_url, widget):
    response = httpx.get(f"{hub_url}/api/widget/events", headers={"Authorization": "Bearer made-up"})
    assert (response.status_code, response.json()["error"]["code"]) == (401, "SESSION_INVALID")


def test_the_page_and_the_api_answer_on_the_same_port(hub_url, widget):
    assert httpx.get(f"{hub_url}/widget/frame/", params={"key": widget.public_key}).status_code == 200
    too_much = httpx.post(f"{hub_url}/api/widget/sessions", json={"key": "x" * 17_000})
    assert too_much.status_code == 413


def test_redis_restarts_in_the_middle_of_an_answer_and_it_is_told_once(
    listen, visitor, alice, work_off, monkeypatch
):
    article = create_article(
        tenant=alice.tenant, title="Refunds", body="A refund arrives within 5 working days.", by=alice
    )
    publish_now(version=article.latest, by=alice)
    visitor.write("How long does a refund take until it arrives?")
    stream = listen(visitor)
    publish, shown = live.publish_now, []

    with ExitStack() as until_it_is_back:

        def publish_and_lose_redis(tenant_id: int, topic: str, data: Any = "") -> None:
            publish(tenant_id, topic, data)
            if isinstance(data, dict) and data["kind"] == "delta":
                if not shown:
                    until_it_is_back.enter_context(testing.without_redis())
                shown.append(data["text"])

        monkeypatch.setattr(live, "publish_now", publish_and_lose_redis)
        work_off()

    assert shown, "nothing was streamed: the test proved nothing"
    assert stream.until("delta") == {"text": shown[0]}
    # That the answer is there was told while nobody could hear it.
    stream.until("changed")
    answers = [said["html"] for said in visitor.read().json()["messages"] if said["author"] == "ai"]
    assert ["5 working days" in html for html in answers] == [True]
