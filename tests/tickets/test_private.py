"""A ticket that only some members read: nothing of it reaches the others; its customer notices nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from agent.models import Draft, Run
from conversations.live.guarding import may_hear
from conversations.models import Message
from conversations.services.privacy import let_member_in
from tests.alone import alone
from tests.factories import MemberFactory, TeamFactory, UserFactory, receive
from tests.urlwalk import make_things, our_addresses, url_of
from tickets.models import Notification, Ticket, TicketEvent
from tickets.services.messages import post_note

pytestmark = pytest.mark.django_db

SECRET = "My manager harasses me"


@pytest.fixture
def dora(launchpad) -> Member:
    """Another agent, who is let in."""
    user = UserFactory(name="Dora", email="dora@launchpad.example")
    return MemberFactory(tenant=launchpad, user=user, role=Member.Role.AGENT)


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, SECRET).ticket


@pytest.fixture
def private(ticket, alice, dora, signed_in) -> Ticket:
    """Alice's, with dora on its list."""
    close(signed_in(alice), ticket, owner=alice, readers=[dora])
    return Ticket.objects.for_detail().get(pk=ticket.pk)


def close(client: Client, ticket: Ticket, *, owner: Member, readers=(), htmx: bool = True, **fields):
    asked = {"owner": owner.pk, "readers": [reader.pk for reader in readers], **fields}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("tickets:make-private", args=[ticket.number]), asked, headers=headers)


def seen_by(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_who_makes_it_private_reads_it_with_those_on_the_list(private, alice, dora, signed_in) -> None:
    for member in (alice, dora):
        assert SECRET in seen_by(signed_in(member), private.get_absolute_url())
    page = seen_by(signed_in(alice), reverse("tickets:around", args=[private.number]))
    assert "Change…" in page
    assert "Alice" in page
    assert "Dora" in page
    event = TicketEvent.objects.get(kind=TicketEvent.Kind.MADE_PRIVATE)
    assert event.sentence == "Alice made it private, to be read by: Alice, Dora"


def test_every_address_of_it_is_404_to_a_colleague_who_is_not_on_it(
    alice, bob, dora, widget, signed_in, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    things = make_things(widget=widget, owner=alice, agent=dora)
    close(signed_in(alice), things.ticket, owner=alice, readers=[dora])
    client, wrong = signed_in(bob), {}
    for address in our_addresses():
        if "number" in address.takes:
            for method in ("get", "post"):
                with alone(address):
                    status = getattr(client, method)(url_of(address, things)).status_code
                if status not in (404, 405):
                    wrong[address.name, method] = status

    assert not wrong


@pytest.mark.parametrize("query", ["view=all", "view=all&q=harasses", "view=open", "view=all&q=%23{number}"])
def test_no_list_search_or_count_of_a_colleague_has_it(private, bob, dora, signed_in, query) -> None:
    address = f"{reverse('tickets:list')}?{query.format(number=private.number)}"
    for member, is_there in ((bob, False), (dora, True)):
        rows = signed_in(member).get(address, headers={"HX-Request": "true"}).content.decode()
        assert (f"/tickets/{private.number}/" in rows) is is_there


def test_views_count_it_only_for_who_reads_it(private, widget, bob, dora, signed_in) -> None:
    from tickets.inbox.counts import count_views
    from tickets.inbox.views import PRESETS

    receive(widget, "Something else")
    assert count_views([PRESETS["all"]], bob) == {"all": 1}
    assert count_views([PRESETS["all"]], dora) == {"all": 2}


def test_a_bulk_change_of_a_colleague_leaves_it_alone(private, bob, signed_in, work_off) -> None:
    client = signed_in(bob)
    for asked in ({"number": private.number}, {"everything": "1", "query": "view=all"}):
        client.post(reverse("tickets:bulk", args=["resolve"]), asked)
    work_off()

    private.refresh_from_db()
    assert private.status == Ticket.Status.OPEN


def test_nothing_around_another_ticket_shows_it(private, widget, alice, bob, signed_in) -> None:
    other = receive(widget, "Hello again", customer=private.customer, thread_key="another").ticket
    signed_in(alice).post(reverse("tickets:link", args=[other.number, private.number]), {"kind": "relates"})
    client = signed_in(bob)
    pages = ["tickets:around", "tickets:link-find", "tickets:merge-find"]
    for name in pages:
        assert SECRET not in seen_by(client, reverse(name, args=[other.number]))
    assert SECRET not in seen_by(client, reverse("tickets:link-find", args=[other.number]) + "?q=harasses")
    assert SECRET in seen_by(signed_in(alice), reverse("tickets:around", args=[other.number]))


def test_what_a_colleague_was_told_of_it_is_gone_and_they_are_told_no_more(
    ticket, alice, bob, dora, signed_in
) -> None:
    post_note(ticket, by=alice, body="Look, @bob and @dora", source_id="one")
    assert Notification.objects.filter(ticket=ticket, member=bob).exists()

    close(signed_in(alice), ticket, owner=alice, readers=[dora])
    post_note(Ticket.objects.get(pk=ticket.pk), by=alice, body="Again, @bob and @dora", source_id="two")

    assert {row.member for row in Notification.objects.filter(ticket=ticket)} == {dora}
    assert SECRET not in seen_by(signed_in(bob), reverse("notifications:list"))


def test_no_stream_tells_a_colleague_of_it(private, bob, dora) -> None:
    topics = {
        "tickets",
        f"ticket-{private.number}",
        f"presence-{private.number}",
        f"discussion-{private.discussion_id}",
        f"delivery-{private.discussion_id}",
    }
    assert may_hear(bob, topics) == {"tickets"}
    assert may_hear(dora, topics) == topics


def test_its_customer_goes_on_as_before(private, widget, alice) -> None:
    receive(widget, "Are you there?", customer=private.customer, thread_key=private.thread_key)

    said = Message.objects.filter(discussion=private.discussion_id).values_list("body", flat=True)
    assert list(said) == [SECRET, "Are you there?"]


def test_the_ai_stays_out_unless_it_is_let_in(private, alice, widget, signed_in, work_off) -> None:
    work_off()
    runs = Run.objects.count()
    receive(widget, "How do refunds work?", customer=private.customer, thread_key=private.thread_key)
    work_off()
    client = signed_in(alice)
    for name in ("agent:draft", "agent:summary", "agent:triage"):
        refused = client.post(reverse(name, args=[private.number]), headers={"HX-Request": "true"})
        assert refused.status_code == 422
        assert "AI may not read" in refused.headers["HX-Trigger"]
    client.post(reverse("tickets:hand-back", args=[private.number]))
    private.refresh_from_db()

    assert private.is_ai_silent
    assert Run.objects.count() == runs
    assert not Draft.objects.exists()


def test_the_ai_that_is_let_in_drafts(ticket, alice, signed_in, work_off) -> None:
    close(signed_in(alice), ticket, owner=alice, with_ai="on")
    signed_in(alice).post(reverse("agent:draft", args=[ticket.number]), headers={"HX-Request": "true"})

    assert Draft.objects.filter(ticket=ticket).exists()


def test_only_its_owner_changes_the_list(private, alice, bob, dora, signed_in) -> None:
    assert close(signed_in(dora), private, owner=dora).status_code == 422
    assert (
        signed_in(dora)
        .post(reverse("tickets:make-public", args=[private.number]), headers={"HX-Request": "true"})
        .status_code
        == 422
    )

    assert close(signed_in(alice), private, owner=dora, readers=[alice]).status_code == 200
    assert close(signed_in(alice), private, owner=alice).status_code == 422


def test_who_is_taken_off_the_list_gets_404(private, alice, dora, signed_in) -> None:
    close(signed_in(alice), private, owner=alice)

    assert signed_in(dora).get(private.get_absolute_url()).status_code == 404


def test_the_dialog_has_all_members_with_those_on_the_list_ticked(
    private, alice, bob, dora, signed_in
) -> None:
    address = reverse("tickets:choose-readers", args=[private.number])
    form = seen_by(signed_in(alice), address)
    assert f'name="readers" value="{dora.pk}" checked' in form
    assert f'name="readers" value="{bob.pk}" >' in form

    refused = signed_in(dora).get(address, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert signed_in(bob).get(address).status_code == 404


def test_who_hands_it_on_without_staying_is_led_away(private, alice, dora, signed_in) -> None:
    answer = close(signed_in(alice), private, owner=dora)

    assert answer.headers["HX-Redirect"] == reverse("tickets:list")
    assert signed_in(alice).get(private.get_absolute_url()).status_code == 404


def test_when_its_owner_left_who_reads_it_may_change_the_list(private, alice, dora, signed_in) -> None:
    Member.objects.filter(pk=alice.pk).update(is_active=False)

    assert close(signed_in(dora), private, owner=dora).status_code == 200


def test_opened_again_everybody_reads_it(private, alice, bob, signed_in) -> None:
    for _twice in range(2):
        signed_in(alice).post(reverse("tickets:make-public", args=[private.number]))

    assert SECRET in seen_by(signed_in(bob), private.get_absolute_url())
    assert TicketEvent.objects.filter(kind=TicketEvent.Kind.MADE_PUBLIC).count() == 1


def test_a_viewer_may_read_it_but_makes_nothing_private(ticket, alice, vera, signed_in) -> None:
    assert close(signed_in(vera), ticket, owner=alice).status_code == 403
    close(signed_in(alice), ticket, owner=alice, readers=[vera])
    assert SECRET in seen_by(signed_in(vera), ticket.get_absolute_url())


def test_another_tenants_member_can_not_be_let_in(ticket, alice, charlie, signed_in) -> None:
    assert close(signed_in(alice), ticket, owner=alice, readers=[charlie]).status_code == 422
    assert not Ticket.objects.private().exists()


def test_without_scripts_it_is_made_private_by_plain_pages(ticket, alice, signed_in) -> None:
    response = close(signed_in(alice), ticket, owner=alice, htmx=False)

    assert response.headers["Location"] == ticket.get_absolute_url()


def test_whom_its_owner_assigns_it_to_may_read_it(private, alice, bob, dora, signed_in) -> None:
    address, asked = reverse("tickets:assign", args=[private.number]), {"owner": bob.pk}
    refused = signed_in(dora).post(address, asked, headers={"HX-Request": "true"})
    assert "Only its owner" in refused.headers["HX-Trigger"]
    assert signed_in(bob).get(private.get_absolute_url()).status_code == 404

    signed_in(alice).post(address, asked)

    assert SECRET in seen_by(signed_in(bob), private.get_absolute_url())


def test_no_rule_of_a_team_gives_it_to_somebody(private, alice, bob, launchpad, signed_in) -> None:
    team = TeamFactory(tenant=launchpad, assignment="round_robin")
    team.members.add(bob)
    signed_in(alice).post(reverse("tickets:assign", args=[private.number]), {"team": team.pk})

    private.refresh_from_db()
    assert (private.team, private.owner) == (team, None)


def test_it_is_not_merged_but_what_is_split_off_is_as_private(private, widget, alice, bob, signed_in) -> None:
    other = receive(widget, "Another thing", customer=private.customer, thread_key="another").ticket
    merged = signed_in(alice).post(
        reverse("tickets:merge", args=[private.number, other.number]), headers={"HX-Request": "true"}
    )
    assert merged.status_code == 422

    note = post_note(private, by=alice, body="Handled elsewhere", source_id="note")
    signed_in(alice).post(reverse("tickets:split", args=[private.number]), {"message": note.pk})
    new = Ticket.objects.get(split_from=private)
    assert signed_in(bob).get(new.get_absolute_url()).status_code == 404


def test_what_was_merged_into_it_is_closed_too(ticket, widget, alice, bob, signed_in) -> None:
    other = receive(widget, "The same again", customer=ticket.customer, thread_key="another").ticket
    signed_in(alice).post(reverse("tickets:merge", args=[other.number, ticket.number]))
    close(signed_in(alice), ticket, owner=alice)

    assert signed_in(bob).get(other.get_absolute_url()).status_code == 404
    signed_in(alice).post(reverse("tickets:make-public", args=[ticket.number]))
    assert signed_in(bob).get(other.get_absolute_url()).status_code in (200, 302)


def test_who_was_let_in_stays_in_when_let_in_again(private, dora) -> None:
    let_member_in(private.discussion, dora)

    assert private.discussion.participants.filter(member=dora).count() == 1
