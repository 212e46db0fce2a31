"""Two members at one ticket: they see each other, and nobody answers past a newer message."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conversations.live import presence, publishing
from conversations.models import Message
from tests.factories import receive
from tickets.services import post_note, post_reply

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
