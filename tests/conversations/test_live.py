"""Live updates of members' pages: what a stream tells, and what it tells of the time before it was open."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from conversations.live import hub as hubs
from conversations.live import publish_now, publishing
from conversations.live.hub import RESYNC, Event, Hub, hub
from conversations.live.stream import next_event
from conversations.models import Discussion
from conversations.services.privacy import close_discussion

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/conversations/tickets/"


class Page:
    """A page of bob's, and the streams it opens."""

    def __init__(self, browser: httpx.Client) -> None:
        self._browser = browser
        self._opened: list[httpx.Response] = []
        self.draw()

    def draw(self) -> None:
        text = self._browser.get(PAGE).raise_for_status().text
        self.since = int(re.search(r'data-live-since="(\d+)"', text)[1])

    def listen(self, topics: str, **headers: str) -> Iterator[tuple[str, str]]:
        """The stream's events with their numbers, once it is open."""
        request = self._browser.build_request("GET", f"/live/?topics={topics}", headers=headers)
        response = self._browser.send(request, stream=True)
        assert response.status_code == 200
        self._opened.append(response)
        events = self._read(response)
        assert next(events)[0] == "open"
        return events

    def close(self) -> None:
        for response in self._opened:
            response.close()

    def _read(self, response: httpx.Response) -> Iterator[tuple[str, str]]:
        number = ""
        for line in response.iter_lines():
            name, _colon, value = line.partition(": ")
            if name == "id":
                number = value
            if name == "event":
                yield value, number


@pytest.fixture
def page(hub_url, bob, signed_in) -> Iterator[Page]:
    cookies = {name: cookie.value for name, cookie in signed_in(bob).cookies.items()}
    with httpx.Client(base_url=hub_url, cookies=cookies, timeout=20) as browser:
        opened = Page(browser)
        # The first stream waits until the hub hears Redis: a page drawn earlier is told to fetch everything.
        opened.listen("tickets")
        opened.draw()
        yield opened
        opened.close()


@pytest.fixture
def tell(bob) -> Callable[[str], None]:
    return lambda topic: publish_now(bob.tenant_id, topic)


def test_a_stream_tells_its_topics_of_its_tenant_only(page, tell, charlie) -> None:
    stream = page.listen("tickets,ticket-42")

    publish_now(charlie.tenant_id, "tickets")
    tell("ticket-43")
    tell("ticket-42")
    tell("tickets")

    assert [next(stream)[0] for _event in range(2)] == ["ticket-42", "tickets"]


def test_what_happened_after_the_page_was_drawn_and_before_its_stream_is_told_first(page, tell) -> None:
    for topic in ("ticket-42", "tickets", "ticket-42", "ticket-43"):
        tell(topic)

    stream = page.listen(f"tickets@{page.since},ticket-42@{page.since}")
    tell("tickets")

    assert [next(stream)[0] for _event in range(3)] == ["tickets", "ticket-42", "tickets"]


def test_what_the_page_shows_already_is_not_told_again(page, tell) -> None:
    tell("tickets")
    stream = page.listen("ticket-42")
    tell("ticket-42")
    next(stream)

    page.draw()
    stream = page.listen(f"tickets@{page.since},ticket-42@{page.since}")
    tell("ticket-42")

    assert next(stream)[0] == "ticket-42"


def test_each_topic_is_told_since_its_own_part_of_the_page_was_drawn(page, tell) -> None:
    earlier = page.since
    waiting = page.listen("ticket-42")
    tell("tickets")
    tell("ticket-42")
    next(waiting)
    page.draw()

    stream = page.listen(f"tickets@{page.since},ticket-42@{earlier}")
    tell("tickets")

    assert [next(stream)[0] for _event in range(2)] == ["ticket-42", "tickets"]


def test_a_browser_that_connects_again_by_itself_hears_only_what_it_missed(page, tell) -> None:
    asked = f"tickets@{page.since},ticket-42@{page.since}"
    stream = page.listen(asked)
    tell("tickets")
    _topic, number = next(stream)
    tell("ticket-42")

    again = page.listen(asked, **{"Last-Event-ID": number})
    tell("tickets")

    assert [next(again)[0] for _event in range(2)] == ["ticket-42", "tickets"]


@pytest.mark.parametrize("number", ["0", "1", "9" * 18])
def test_a_page_from_a_time_that_is_not_remembered_is_told_to_fetch_everything(page, tell, number) -> None:
    tell("ticket-42")

    stream = page.listen(f"tickets@{number}")

    assert next(stream)[0] == RESYNC


def test_of_too_many_topics_the_oldest_are_forgotten(page, tell, monkeypatch) -> None:
    monkeypatch.setattr(hubs, "REMEMBERED_TOPICS", 2)
    stream = page.listen("ticket-3")
    for topic in ("ticket-1", "ticket-2", "ticket-3"):
        tell(topic)
    next(stream)

    assert next(page.listen(f"ticket-2@{page.since}"))[0] == RESYNC


def test_a_redis_that_forgot_its_numbers_goes_on_beyond_them(page, tell) -> None:
    stream = page.listen("tickets")
    tell("tickets")
    before = next(stream)[1]
    publishing.redis_client().delete(publishing.NEWEST)
    tell("tickets")

    assert int(next(stream)[1]) > int(before)


def test_a_page_says_what_was_known_before_anything_was_read(bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr(hub, "newest", 7)
    bobs = signed_in(bob)

    def happen(execute, *query):
        hub.newest = 8
        return execute(*query)

    with connection.execute_wrapper(happen):
        answer = bobs.get(PAGE)

    assert 'data-live-since="7"' in answer.text


@pytest.fixture
def said(alice) -> Discussion:
    return Discussion.objects.create(tenant=alice.tenant)


def test_an_open_stream_tells_no_more_of_what_was_closed_to_its_reader(page, tell, said, alice) -> None:
    topic = f"discussion-{said.pk}"
    stream = page.listen(f"{topic},tickets")
    tell(topic)
    assert next(stream)[0] == topic

    close_discussion(said, owner=alice, readers=[], with_ai=True)
    publish_now(alice.tenant_id, topic, {"kind": "delta", "text": "A secret"})
    tell("tickets")

    # A last word, by which the page finds out.
    assert [next(stream)[0] for _event in range(2)] == [topic, "tickets"]


def test_an_open_stream_goes_on_for_who_is_on_the_list(page, tell, said, alice, bob) -> None:
    topic = f"discussion-{said.pk}"
    stream = page.listen(f"{topic},tickets")

    close_discussion(said, owner=alice, readers=[bob], with_ai=True)
    tell(topic)
    tell("tickets")

    assert [next(stream)[0] for _event in range(2)] == [topic, "tickets"]


def test_who_was_shut_out_while_no_event_came_through_finds_out_after_it(page, tell, said, alice) -> None:
    topic = f"discussion-{said.pk}"
    stream = page.listen(f"{topic},tickets")
    Discussion.objects.filter(pk=said.pk).update(visibility="private", owner=alice)

    publishing.redis_client().client_kill_filter(_type="pubsub")
    assert [next(stream)[0] for _event in range(2)] == [topic, RESYNC]
    tell(topic)
    tell("tickets")

    assert next(stream)[0] == "tickets"


def test_the_stream_is_for_members_and_refuses_nonsense(client, bob, signed_in) -> None:
    bobs = signed_in(bob)

    assert client.get("/live/?topics=tickets").status_code == 403
    for topics in ("../../x", "tickets@x", "tickets@-1", f"tickets@{'9' * 19}", ",".join(["a"] * 21)):
        assert bobs.get("/live/", {"topics": topics}).status_code == 400


@async_to_sync
async def numbers_in_two_processes() -> list[list[int]]:
    one, other = Hub(), Hub()
    async with (
        one.subscribe(1, {"a": None, "b": None}) as mine,
        other.subscribe(1, {"a": None, "b": None}) as its,
    ):
        await asyncio.gather(*(asyncio.to_thread(publish_now, 1, topic) for topic in "abab"))
        heard = [[await asyncio.wait_for(queue.get(), 30) for _event in range(4)] for queue in (mine, its)]
    await one.close()
    await other.close()
    return [[event.number for event in events] for events in heard]


def test_every_process_knows_an_event_by_the_same_number() -> None:
    mine, its = numbers_in_two_processes()

    assert mine == its == sorted(set(mine))


@async_to_sync
async def overflow(events: int) -> list[Event]:
    """What is left for a reader who did not read while so many events came."""
    own = Hub()
    async with (
        own.subscribe(1, {"ticket-1": None, "end": None}) as queue,
        own.subscribe(1, {"end": None}) as other,
    ):
        for _event in range(events):
            await asyncio.to_thread(publish_now, 1, "ticket-1")
        await asyncio.to_thread(publish_now, 1, "end")
        await asyncio.wait_for(other.get(), 30)
        left = [queue.get_nowait() for _event in range(queue.qsize())]
    await own.close()
    return left


def test_a_reader_that_is_too_slow_is_told_to_fetch_everything() -> None:
    left = overflow(300)

    assert len(left) == 256
    assert left[-1] == Event(RESYNC, "")


@async_to_sync
async def lose_the_subscription() -> list[Event]:
    own = Hub()
    async with own.subscribe(1, {"tickets": None}) as queue:
        await asyncio.to_thread(publishing.redis_client().client_kill_filter, _type="pubsub")
        heard = [await asyncio.wait_for(queue.get(), 30)]
        await asyncio.to_thread(publish_now, 1, "tickets")
        heard.append(await asyncio.wait_for(queue.get(), 30))
    await own.close()
    return heard


def test_a_subscription_that_was_down_has_every_page_fetch_everything() -> None:
    assert lose_the_subscription() == [Event(RESYNC, ""), Event("tickets", "")]


@async_to_sync
async def go_away_as_an_event_comes() -> bool:
    queue: asyncio.Queue[Event] = asyncio.Queue()
    waiting = asyncio.create_task(next_event(queue))
    await asyncio.sleep(0)
    queue.put_nowait(Event("tickets", ""))
    waiting.cancel()
    await asyncio.wait([waiting])
    return waiting.cancelled()


def test_a_reader_who_goes_away_in_the_moment_of_an_event_leaves_no_stream_open() -> None:
    assert go_away_as_an_event_comes()


def test_one_slow_reader_does_not_turn_the_others_events_into_refetches() -> None:
    own = Hub()
    slow: asyncio.Queue[Event] = asyncio.Queue(1)
    quick: asyncio.Queue[Event] = asyncio.Queue(9)
    slow.put_nowait(Event("ticket-1", ""))
    own._streams[(1, "ticket-1")] |= {slow, quick}

    own._hear(b'5 {"tenant": 1, "topic": "ticket-1", "data": ""}')
    own._hear(b"not json")

    assert slow.get_nowait() == Event(RESYNC, "")
    assert quick.get_nowait() == Event("ticket-1", "")
    assert quick.empty()


def test_publishing_without_redis_loses_the_event_and_nothing_else(settings, caplog) -> None:
    publishing.redis_client.cache_clear()
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    try:
        publish_now(1, "tickets")
    finally:
        publishing.redis_client.cache_clear()

    assert "live_event_lost" in caplog.text
