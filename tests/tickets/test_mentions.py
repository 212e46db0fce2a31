"""`@` calls a colleague."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conversations.mentions import mark_mentions
from conversations.models import Message
from tests.factories import MemberFactory, UserFactory, receive
from tickets.models import Notification, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "My invoice is wrong, @alice").ticket


def test_colleagues_are_offered_and_nobody_else(bob, alice, vera, charlie, launchpad, signed_in) -> None:
    MemberFactory(tenant=launchpad, is_active=False)
    found = signed_in(bob).get(reverse("tickets:colleagues")).json()["colleagues"]

    assert found == [
        {"handle": "alice", "name": "Alice"},
        {"handle": "bob", "name": "Bob"},
        {"handle": "vera", "name": "Vera"},
    ]
    assert signed_in(vera).get(reverse("tickets:colleagues")).status_code == 403
    assert signed_in(bob).post(reverse("tickets:colleagues")).status_code == 405


def test_a_mention_in_a_note_is_kept_and_seen(ticket, bob, alice, signed_in) -> None:
    client = signed_in(bob)
    client.post(reverse("tickets:note", args=[ticket.number]), {"text": "What do you think, @alice?"})

    note = Message.objects.get(kind="note")
    assert list(note.mentions.all()) == [alice]
    page = client.get(reverse("tickets:detail", args=[ticket.number])).content.decode()
    assert '<span class="mention" title="Alice">@alice</span>?' in page
    # The customer wrote the same, and called nobody.
    assert page.count('class="mention"') == 1


def test_an_edit_calls_whom_it_names_now(ticket, bob, alice, signed_in) -> None:
    client = signed_in(bob)
    client.post(reverse("tickets:note", args=[ticket.number]), {"text": "@bob"})
    note = Message.objects.get(kind="note")
    client.post(reverse("tickets:message-save", args=[ticket.number, note.pk]), {"text": "@alice"})

    note.refresh_from_db()
    assert list(note.mentions.all()) == [alice]
    assert "@alice</span>" in note.html
    told = Notification.objects.filter(kind="mentioned", message=note)
    assert [notification.member for notification in told] == [alice]

    client.post(reverse("tickets:message-save", args=[ticket.number, note.pk]), {"text": "@alice!"})
    assert told.count() == 1


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>@ann</p>", '<p><span class="mention" title="A &lt;b&gt;">@ann</span></p>'),
        ("<p>Ask @ANN.</p>", '<p>Ask <span class="mention" title="A &lt;b&gt;">@ANN</span>.</p>'),
        ("<p><code>@ann</code></p>", "<p><code>@ann</code></p>"),
        (
            '<p><a href="https://x.example/@ann">@ann</a></p>',
            '<p><a href="https://x.example/@ann">@ann</a></p>',
        ),
        ("<p>ann@ann.example @anna</p>", "<p>ann@ann.example @anna</p>"),
    ],
)
def test_only_a_handle_in_the_text_is_marked(launchpad, html, marked) -> None:
    ann = MemberFactory(tenant=launchpad, user=UserFactory(email="ann@launchpad.example", name="A <b>"))

    assert mark_mentions(html, [ann]) == marked
