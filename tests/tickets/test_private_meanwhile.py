"""A ticket becomes private while a colleague has something under way in it: that goes no further."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from tests.factories import MemberFactory, UserFactory, receive
from tickets.models import BulkAction, Macro, ScheduledReply, Ticket
from tickets.services.messages import post_note
from tickets.services.privacy import make_private
from tickets.services.state import assign_ticket

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dora(launchpad) -> Member:
    user = UserFactory(name="Dora", email="dora@launchpad.example")
    return MemberFactory(tenant=launchpad, user=user, role=Member.Role.AGENT)


@pytest.fixture
def tickets(widget) -> list[Ticket]:
    return [receive(widget, f"Question {number}").ticket for number in range(2)]


@pytest.fixture
def close(alice) -> Callable[..., None]:
    """`close(ticket, dora)` leaves it to alice and dora."""

    def to_all_but(ticket: Ticket, *readers: Member) -> None:
        ticket = Ticket.objects.for_detail().get(pk=ticket.pk)
        make_private(ticket, owner=alice, readers=readers, with_ai=False, by=alice)

    return to_all_but


def bulk(client, verb: str, **fields: object):
    asked = {"everything": "1", "query": "view=all", **fields}
    return client.post(reverse("tickets:bulk", args=[verb]), asked, headers=HTMX)


def states(tickets: list[Ticket]) -> list[str]:
    return [Ticket.objects.get(pk=ticket.pk).status for ticket in tickets]


def test_a_bulk_change_that_is_running_leaves_it_alone(
    tickets, close, bob, signed_in, work_off, monkeypatch
) -> None:
    monkeypatch.setattr("tickets.services.bulk.AT_ONCE", 1)
    bulk(signed_in(bob), "resolve")

    close(tickets[1])
    work_off()

    assert states(tickets) == ["resolved", "open"]
    assert BulkAction.objects.get().state == BulkAction.State.DONE


def test_who_may_not_read_it_any_more_does_not_take_back_what_they_changed(
    tickets, close, bob, signed_in
) -> None:
    client = signed_in(bob)
    bulk(client, "resolve")

    close(tickets[1])
    client.post(reverse("tickets:bulk-undo", args=[BulkAction.objects.get().pk]), headers=HTMX)

    assert states(tickets) == ["open", "resolved"]


def test_who_is_given_many_at_once_is_not_let_into_it(tickets, close, alice, bob, signed_in) -> None:
    close(tickets[1])
    bulk(signed_in(alice), "assign", owner=bob.pk)

    assert [Ticket.objects.get(pk=ticket.pk).owner for ticket in tickets] == [bob, None]
    assert signed_in(bob).get(tickets[1].get_absolute_url()).status_code == 404


def test_no_macro_of_who_is_on_its_list_lets_a_colleague_in(tickets, close, bob, dora, signed_in) -> None:
    [ticket, _other] = tickets
    close(ticket, dora)
    macro = Macro.objects.create(
        tenant=dora.tenant, scope="personal", owner=dora, name="To Bob", changes={"owner": str(bob.pk)}
    )

    apply = reverse("tickets:macro-apply", args=[ticket.number, macro.pk])
    assert signed_in(dora).post(apply, headers=HTMX).status_code == 422
    assert signed_in(bob).get(ticket.get_absolute_url()).status_code == 404


def test_an_undo_does_not_give_it_back_to_who_may_not_read_it(
    tickets, close, alice, bob, dora, signed_in
) -> None:
    assign_ticket(tickets[0], owner=bob, team=None, by=alice)
    client = signed_in(alice)
    asked = {"owner": dora.pk, "was_owner": bob.pk}
    client.post(reverse("tickets:assign", args=[tickets[0].number]), asked, headers=HTMX)
    close(tickets[0], dora)

    action = BulkAction.objects.get(is_single=True)
    client.post(reverse("tickets:undo", args=[tickets[0].number, action.pk]), headers=HTMX)

    assert Ticket.objects.get(pk=tickets[0].pk).owner is None
    assert signed_in(bob).get(tickets[0].get_absolute_url()).status_code == 404


def test_their_scheduled_reply_is_held_back_for_who_reads_it(tickets, close, alice, bob, signed_in) -> None:
    [ticket, _other] = tickets
    asked = {"text": "Good morning", "until": (timezone.now() + timedelta(hours=8)).isoformat()}
    signed_in(bob).post(reverse("tickets:schedule", args=[ticket.number]), asked, headers=HTMX)
    close(ticket)

    ScheduledReply.objects.update(send_at=timezone.now())
    job = Job.objects.get(name="tickets.send_scheduled")
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now(), state=Job.State.QUEUED)
    run_job(job.key)
    scheduled = ScheduledReply.objects.get()
    assert scheduled.why_held.startswith("Bob may not read this ticket any more.")

    send = reverse("tickets:scheduled-send", args=[ticket.number, scheduled.pk])
    assert signed_in(alice).post(send, headers=HTMX).status_code == 200
    assert Message.objects.get(author="member").member == alice


def test_a_mention_calls_only_who_reads_it(tickets, close, alice, bob, dora, signed_in) -> None:
    [ticket, other] = tickets
    close(ticket, dora)
    note = post_note(Ticket.objects.get(pk=ticket.pk), by=alice, body="@bob @dora", source_id="one")
    assert list(note.mentions.all()) == [dora]

    address = reverse("tickets:colleagues")
    page = unescape(signed_in(alice).get(ticket.get_absolute_url()).content.decode())
    assert f'data-mentions="{address}?ticket={ticket.number}"' in page
    offered = signed_in(alice).get(address, {"ticket": ticket.number}).json()["colleagues"]
    assert [colleague["name"] for colleague in offered] == ["Alice", "Dora"]
    assert signed_in(bob).get(address, {"ticket": ticket.number}).status_code == 404
    everybody = signed_in(alice).get(address, {"ticket": other.number}).json()["colleagues"]
    assert [colleague["name"] for colleague in everybody] == ["Alice", "Bob", "Dora"]


def test_who_had_it_open_is_not_there_any_more(tickets, close, alice, bob, signed_in) -> None:
    number = tickets[0].number
    signed_in(bob).post(reverse("tickets:presence-beat", args=[number]), {"doing": "viewing"})
    address, client = reverse("tickets:presence", args=[number]), signed_in(alice)
    assert "Bob" in client.get(address).content.decode()

    close(tickets[0])

    assert "Bob" not in client.get(address).content.decode()


def test_no_browser_keeps_what_it_showed_of_it(tickets, bob, signed_in) -> None:
    for address in (reverse("tickets:list"), tickets[0].get_absolute_url()):
        assert "no-store" in signed_in(bob).get(address).headers["Cache-Control"]


def test_its_row_says_that_it_is_private(tickets, close, alice, signed_in) -> None:
    client, address = signed_in(alice), f"{reverse('tickets:list')}?view=all"
    assert "Private:" not in client.get(address, headers=HTMX).content.decode()

    close(tickets[1])

    assert client.get(address, headers=HTMX).content.decode().count("Private:") == 1
