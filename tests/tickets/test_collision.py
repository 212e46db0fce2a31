"""Two members at one ticket: they see each other, and nobody answers past a newer message."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from conversations.live import presence, publishing
from conversations.models import Message
from tests.factories import receive
from tickets.services import post_note, post_reply
from tickets.services.merging import merge_tickets
from tickets.views import writing

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget):
    publishing.redis_client().flushdb()
    return receive(widget, "First question", thread_key="one").ticket


def beat(client, doing: str = "viewing", number: int = 1001) -> str:
    response = client.post(reverse("tickets:presence-beat", args=[number]), {"doing": doing})
    assert response.status_code == 200
    return response.content.decode()


def reply(client, seen: object, text: str = "An answer", **fields: str):
    return client.post(
        reverse("tickets:reply", args=[1001]), {"text": text, "seen": str(seen), **fields}, headers=HTMX
    )


def replies() -> list[str]:
    return list(Message.objects.filter(author="member").values_list("body", flat=True))


def test_members_see_who_else_is_there_and_what_they_do(ticket, alice, bob, signed_in) -> None:
    assert "Bob" not in beat(signed_in(bob))

    assert "Bob is here too" in beat(signed_in(alice))
    beat(signed_in(bob), "replying")
    assert "Bob is writing a reply" in beat(signed_in(alice))
    beat(signed_in(bob), "noting")
    shown = signed_in(alice).get(reverse("tickets:presence", args=[1001])).content.decode()
    assert "Bob is writing a note" in shown
    assert "Alice" not in shown


def test_who_leaves_or_is_not_heard_of_is_gone(ticket, alice, bob, signed_in, monkeypatch) -> None:
    beat(signed_in(bob))
    signed_in(bob).post(reverse("tickets:presence-leave", args=[1001]))
    assert "Bob" not in beat(signed_in(alice))

    beat(signed_in(bob))
    monkeypatch.setattr(presence, "STAYS_SECONDS", 0)
    assert "Bob" not in beat(signed_in(alice))


def test_a_viewer_is_seen_but_never_writing(ticket, vera, alice, signed_in) -> None:
    beat(signed_in(vera), "replying")

    assert "Vera is here too" in beat(signed_in(alice))


def test_outsiders_see_nobody_and_are_not_seen(ticket, bob, charlie, signed_in) -> None:
    for name in ("tickets:presence-beat", "tickets:presence-leave"):
        assert signed_in(charlie).post(reverse(name, args=[1001])).status_code == 404
        assert signed_in(bob).get(reverse(name, args=[1001])).status_code == 405
    assert signed_in(charlie).get(reverse("tickets:presence", args=[1001])).status_code == 404


def test_a_change_is_told_once_and_no_beat_after_it(ticket, bob, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(presence, "publish_now", lambda tenant, topic: told.append(topic))

    for doing in ("viewing", "viewing", "replying", "replying"):
        presence.come(ticket.tenant_id, "ticket-1001", bob.pk, doing)
    presence.leave(ticket.tenant_id, "ticket-1001", bob.pk)
    presence.leave(ticket.tenant_id, "ticket-1001", bob.pk)

    assert told == ["presence-1001"] * 3


def test_without_redis_nobody_is_seen_and_the_page_works(ticket, bob, signed_in, settings) -> None:
    publishing.redis_client.cache_clear()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    try:
        assert beat(signed_in(bob)).strip() == ""
        response = signed_in(bob).post(reverse("tickets:presence-leave", args=[1001]))
        assert response.status_code == 204
    finally:
        publishing.redis_client.cache_clear()


def test_a_reply_past_a_newer_message_of_the_customer_is_held_back_once(
    ticket, widget, bob, signed_in
) -> None:
    client = signed_in(bob)
    seen = ticket.latest_message_id
    newer = receive(widget, "It works again!", customer=ticket.customer, thread_key="one").message

    held = reply(client, seen)

    assert held.status_code == 422
    assert "It works again!" in held.content.decode()
    assert f'id="composer-seen" value="{newer.pk}"' in held.content.decode()
    assert "live:ticket-1001" in held.headers["HX-Trigger"]
    assert replies() == []
    assert reply(client, newer.pk).status_code == 200
    assert replies() == ["An answer"]


def test_a_reply_past_a_colleagues_is_held_back_too(ticket, alice, bob, signed_in) -> None:
    seen = ticket.latest_message_id
    post_reply(ticket, by=alice, body="I have it.")

    held = reply(signed_in(bob), seen)

    assert "Alice wrote while you did" in held.content.decode()
    assert replies() == ["I have it."]


def test_ones_own_messages_and_notes_of_others_hold_nothing_back(ticket, alice, bob, signed_in) -> None:
    seen = ticket.latest_message_id
    post_reply(ticket, by=bob, body="First half")
    post_note(ticket, by=alice, body="Between us")

    assert reply(signed_in(bob), seen, "Second half").status_code == 200


def test_what_was_sent_and_is_sent_again_is_one_reply(ticket, bob, signed_in) -> None:
    seen = ticket.latest_message_id

    for _time in range(2):
        assert reply(signed_in(bob), seen, source_id="once").status_code == 200

    assert replies() == ["An answer"]


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_page_that_says_nothing_sensible_is_trusted(ticket, bob, signed_in, seen) -> None:
    assert reply(signed_in(bob), seen).status_code == 200


def test_without_script_the_held_back_text_is_in_the_form(ticket, widget, bob, signed_in) -> None:
    seen = ticket.latest_message_id
    receive(widget, "It works again!", customer=ticket.customer, thread_key="one")

    page = signed_in(bob).post(
        reverse("tickets:reply", args=[1001]), {"text": "My answer", "seen": str(seen)}
    )

    assert page.status_code == 422
    assert "My answer</textarea>" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_reply_at_once_one_is_held_back(ticket, alice, bob, signed_in, monkeypatch) -> None:
    seen, both, post = ticket.latest_message_id, Barrier(2, timeout=10), writing.post_reply

    def post_together(*args, **fields):
        both.wait()
        return post(*args, **fields)

    def answer(client) -> int:
        try:
            return reply(client, seen).status_code
        finally:
            connection.close()

    monkeypatch.setattr(writing, "post_reply", post_together)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, [signed_in(alice), signed_in(bob)])) == [200, 422]
    assert replies() == ["An answer"]


def test_a_reply_begun_before_another_customer_came_in_is_held_back_once(
    ticket, widget, bob, signed_in
) -> None:
    """The messages that come with a merge may all be older than the newest one here."""
    other = receive(widget, "Something else", thread_key="two").ticket
    newest = receive(widget, "More", customer=ticket.customer, thread_key="one").message
    client = signed_in(bob)
    merge = merge_tickets(other, into=ticket, by=bob, is_confirmed=True)

    held = reply(client, newest.pk)

    assert held.status_code == 422
    assert "Another customer" in held.content.decode()
    assert replies() == []
    assert f'id="composer-seen" value="{newest.pk}.{merge.pk}"' in held.content.decode()
    assert reply(client, f"{newest.pk}.{merge.pk}").status_code == 200


def test_a_merge_of_the_same_customers_tickets_holds_nothing_back(ticket, widget, bob, signed_in) -> None:
    other = receive(widget, "Again", customer=ticket.customer, thread_key="two").ticket
    newest = receive(widget, "More", customer=ticket.customer, thread_key="one").message
    merge_tickets(other, into=ticket, by=bob)

    assert reply(signed_in(bob), newest.pk).status_code == 200


def test_an_open_page_learns_that_another_customer_reads_along(ticket, widget, bob, signed_in) -> None:
    warning = "all of them see your reply"
    other = receive(widget, "Something else", thread_key="two").ticket
    client = signed_in(bob)

    def live() -> str:
        page = client.get(reverse("tickets:live", args=[1001]), headers=HTMX).content.decode()
        return page[page.index('id="composer-warning"') :].split(">")[0]

    assert "hidden" in live()
    merge_tickets(other, into=ticket, by=bob, is_confirmed=True)
    assert "hidden" not in live()
    assert warning in client.get(ticket.get_absolute_url()).content.decode()
