from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import async_to_sync

from conversations.live import publish_now, publishing
from conversations.live.hub import RESYNC, Event, Hub

# The first thing a process hears is that its subscription stands: fetch everything once.
SUBSCRIBED = Event(RESYNC, "")


@async_to_sync
async def hear(topics: list[str], *, tenant_id: int, published: list[tuple[int, str, object]]) -> list[Event]:
    """What a stream of these topics hears of what is published, until the last marker."""
    hub = Hub()
    heard: list[Event] = []
    async with hub.subscribe(tenant_id, [*topics, "end"]) as queue:
        assert await asyncio.wait_for(queue.get(), 30) == SUBSCRIBED
        for event in published:
            await asyncio.to_thread(publish_now, *event)
        await asyncio.to_thread(publish_now, tenant_id, "end")
        while (event := await asyncio.wait_for(queue.get(), 30)).topic != "end":
            heard.append(event)
    await hub.close()
    return heard


def test_a_stream_hears_its_topics_of_its_tenant_only() -> None:
    heard = hear(
        ["ticket-42", "tickets"],
        tenant_id=1,
        published=[(1, "tickets", 42), (2, "tickets", 7), (1, "ticket-43", ""), (1, "ticket-42", {"a": 1})],
    )

    assert heard == [Event("tickets", "42"), Event("ticket-42", '{"a": 1}')]


@async_to_sync
async def overflow(events: int) -> list[Event]:
    """What is left for a reader who did not read while so many events came."""
    hub = Hub()
    async with hub.subscribe(1, ["ticket-1", "end"]) as queue, hub.subscribe(1, ["end"]) as other:
        assert await asyncio.wait_for(queue.get(), 30) == SUBSCRIBED
        for _event in range(events):
            await asyncio.to_thread(publish_now, 1, "ticket-1")
        await asyncio.to_thread(publish_now, 1, "end")
        while (await asyncio.wait_for(other.get(), 30)).topic != "end":
            pass
        left = [queue.get_nowait() for _event in range(queue.qsize())]
    await hub.close()
    return left


def test_a_reader_that_is_too_slow_is_told_to_fetch_everything() -> None:
    left = overflow(300)

    assert len(left) == 256
    assert left[-1] == Event(RESYNC, "")


def test_one_slow_reader_does_not_turn_the_others_events_into_refetches() -> None:
    hub = Hub()
    slow: asyncio.Queue[Event] = asyncio.Queue(1)
    quick: asyncio.Queue[Event] = asyncio.Queue(9)
    slow.put_nowait(Event("ticket-1", ""))
    hub._streams[(1, "ticket-1")] |= {slow, quick}

    hub._hear(b'{"tenant": 1, "topic": "ticket-1", "data": ""}')
    hub._hear(b"not json")

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


@pytest.mark.django_db
def test_the_stream_is_for_members_and_refuses_nonsense(client, bob, signed_in) -> None:
    assert client.get("/live/?topics=tickets").status_code == 403
    assert signed_in(bob).get("/live/?topics=../../x").status_code == 400
    assert signed_in(bob).get("/live/?topics=" + ",".join(["a"] * 21)).status_code == 400
