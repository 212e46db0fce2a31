from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from conversations.models import Delivery, Message
from conversations.services import toggle_reaction
from tests.factories import TeamFactory, receive
from tickets import containment
from tickets.models import Ticket, TicketEvent
from tickets.services import post_note, post_reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "My invoice is wrong").ticket


def url(name: str, ticket: Ticket, *args: object) -> str:
    return reverse(f"tickets:{name}", args=[ticket.number, *args])


def test_the_page_shows_the_transcript_with_who_said_what(ticket, bob, signed_in) -> None:
    post_reply(ticket, by=bob, body="I look into it.")
    post_note(ticket, by=bob, body="Billing bug again")

    page = signed_in(bob).get(url("detail", ticket)).content.decode()

    assert page.index("My invoice is wrong") < page.index("I look into it.") < page.index("Billing bug again")
    assert "Private note" in page
    assert "Customer opened the ticket" in page


def test_what_a_site_says_of_its_visitor_is_shown_as_claimed(ticket, bob, signed_in) -> None:
    said = {"name": "Mia", "plan": "ENTERPRISE", "items": "<b>3</b>", "beta": True, "note": "x" * 200}
    ticket.customer.name = "Mia"
    ticket.customer.traits = {
        "claimed": said | {f"more{number}": number for number in range(9)},
        "demo": "D-1",
    }
    ticket.customer.save()

    page = signed_in(bob).get(url("detail", ticket)).content.decode()

    claimed = page[page.index("Claimed, not proved") :]
    claimed = claimed[: claimed.index("</dl>")]
    names = re.findall(r"<dt[^>]*>(.*?)</dt>", claimed)
    assert names == ["beta", "note", "plan", "items", "more0", "more1", "more2", "more3"]
    values = re.findall(r"<dd[^>]*>(.*?)</dd>", claimed)
    assert values == ["yes", "x" * 79 + "…", "ENTERPRISE", "&lt;b&gt;3&lt;/b&gt;", "0", "1", "2", "3"]


def test_a_customer_of_whom_nothing_was_said_has_no_claims(ticket, bob, signed_in) -> None:
    assert b"Claimed, not proved" not in signed_in(bob).get(url("detail", ticket)).content


def test_htmx_gets_the_ticket_alone(ticket, bob, signed_in) -> None:
    page = signed_in(bob).get(url("detail", ticket), headers={"HX-Request": "true"}).content

    assert b"My invoice is wrong" in page
    assert b"<html" not in page


def test_a_viewer_reads_but_finds_nothing_to_write_with(ticket, vera, signed_in) -> None:
    page = signed_in(vera).get(url("detail", ticket)).content

    assert b"My invoice is wrong" in page
    assert b"<textarea" not in page
    assert url("resolve", ticket).encode() not in page


def test_an_outsider_finds_no_ticket(ticket, charlie, signed_in) -> None:
    assert signed_in(charlie).get(url("detail", ticket)).status_code == 404


def test_the_cost_of_the_page_does_not_grow_with_messages(ticket, bob, signed_in, count_queries) -> None:
    client = signed_in(bob)
    post_reply(ticket, by=bob, body="First answer")
    client.get(url("detail", ticket))
    with count_queries() as few:
        client.get(url("detail", ticket))
    for number in range(15):
        post_reply(ticket, by=bob, body=f"Answer {number}")
    with count_queries() as many:
        client.get(url("detail", ticket))

    assert len(many) == len(few) <= 13


def test_files_and_reactions_are_asked_for_only_where_there_are_any(
    ticket, bob, signed_in, count_queries
) -> None:
    note = post_note(ticket, by=bob, body="A look at the log first.")
    client = signed_in(bob)

    with count_queries() as without:
        client.get(url("detail", ticket))
    toggle_reaction(note, emoji="👍", by=bob)
    with count_queries() as with_one:
        page = client.get(url("detail", ticket)).content.decode()

    assert len(with_one) == len(without) + 1
    assert "👍" in page


def test_a_reply_reaches_the_outbox_and_silences_the_ai(ticket, bob, signed_in, work_off) -> None:
    response = signed_in(bob).post(url("reply", ticket), {"text": "I look into **it**."})

    assert response.status_code == 302
    message = Message.objects.get(author="member")
    assert message.html == "<p>I look into <strong>it</strong>.</p>"
    assert message.delivery.state == Delivery.State.QUEUED
    ticket.refresh_from_db()
    assert ticket.is_ai_silent
    assert ticket.handled_by == Ticket.HandledBy.PEOPLE
    assert ticket.latest_message_author == "member"


def test_who_answers_a_ticket_nobody_owns_owns_it(ticket, alice, bob, signed_in) -> None:
    signed_in(bob).post(url("reply", ticket), {"text": "I look into it."})
    signed_in(alice).post(url("reply", ticket), {"text": "Me too."})

    ticket.refresh_from_db()
    assert ticket.owner == bob


def test_what_is_marked_as_a_note_never_goes_to_the_customer(ticket, bob, signed_in) -> None:
    response = signed_in(bob).post(url("reply", ticket), {"text": "Do not tell them", "mode": "note"})

    assert response.status_code == 422
    assert not Message.objects.filter(author="member").exists()


def test_the_same_reply_sent_twice_is_one(ticket, bob, signed_in) -> None:
    for _time in range(2):
        signed_in(bob).post(url("reply", ticket), {"text": "I look into it.", "source_id": "form-1"})

    assert Message.objects.filter(author="member").count() == 1


def test_another_text_of_the_same_form_is_another_reply(ticket, bob, signed_in) -> None:
    for text in ("I look into it.", "I look into it now."):
        signed_in(bob).post(url("reply", ticket), {"text": text, "source_id": "form-1"})

    assert Message.objects.filter(author="member").count() == 2


def test_after_a_message_the_composer_gets_a_new_id(ticket, bob, signed_in) -> None:
    headers = {"HX-Request": "true"}
    sent = signed_in(bob).post(url("reply", ticket), {"text": "Hi", "source_id": "a"}, headers=headers)
    refreshed = signed_in(bob).get(url("live", ticket), headers=headers)

    assert b'id="composer-source-id"' in sent.content
    assert b'id="composer-source-id"' not in refreshed.content


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_what_was_sent_is_added_to_the_page_and_nothing_else_is_drawn_again(
    ticket, bob, signed_in, verb
) -> None:
    sent = signed_in(bob).post(url(verb, ticket), {"text": "Here it is"}, headers={"HX-Request": "true"})

    assert sent.headers["HX-Reswap"] == "newest"
    assert "Here it is" in sent.content.decode()
    assert "Where is my invoice?" not in sent.content.decode()
    assert 'id="ticket-head"' not in sent.content.decode()


def test_a_reply_counts_as_seen_by_its_writer(ticket, bob, signed_in) -> None:
    form = {"text": "Here it is", "seen": str(ticket.latest_message_id)}
    sent = signed_in(bob).post(url("reply", ticket), form, headers={"HX-Request": "true"})

    message = Message.objects.get(author="member")
    assert f'id="composer-seen" value="{message.pk}"' in sent.content.decode()


def test_a_note_is_no_sign_of_having_read_what_the_page_does_not_show(ticket, widget, bob, signed_in) -> None:
    seen = ticket.latest_message_id
    receive(widget, "It works again!", customer=ticket.customer, thread_key="one")
    form = {"text": "Between us", "seen": str(seen)}
    noted = signed_in(bob).post(url("note", ticket), form, headers={"HX-Request": "true"})

    assert "composer-seen" not in noted.content.decode()


def test_a_ticket_resolved_without_a_person_is_contained(widget, bob, signed_in) -> None:
    alone, helped = receive(widget, "Where is it?").ticket, receive(widget, "Help").ticket
    post_reply(helped, by=bob, body="I look into it.")
    for one in (alone, helped):
        signed_in(bob).post(url("resolve", one))
        one.refresh_from_db()

    assert (alone.contained, helped.contained) == (None, False), "the customer may yet come back"
    Ticket.objects.filter(pk=alone.pk).update(resolved_at=alone.resolved_at - timedelta(days=8))
    containment.settle_the_silent()
    alone.refresh_from_db()
    assert alone.contained is True
    signed_in(bob).post(url("reopen", alone))
    alone.refresh_from_db()
    assert alone.contained is None


def test_a_note_stays_in_the_house(ticket, bob, signed_in) -> None:
    signed_in(bob).post(url("note", ticket), {"text": "Billing bug again"})

    note = Message.objects.get(kind="note")
    assert not hasattr(note, "delivery")
    ticket.refresh_from_db()
    assert not ticket.is_ai_silent
    assert ticket.latest_message_preview == "My invoice is wrong"


@pytest.mark.parametrize("verb", ["reply", "note"])
@pytest.mark.parametrize("text", ["", "  \n ", "x" * 100_001])
def test_a_refused_text_comes_back_with_the_reason(ticket, bob, signed_in, verb, text) -> None:
    response = signed_in(bob).post(url(verb, ticket), {"text": text})

    assert response.status_code == 422
    assert Message.objects.count() == 1
    assert response.context["typed"] == text
    assert response.context["refusal"]


def test_a_refusal_for_htmx_goes_to_the_composer(ticket, bob, signed_in) -> None:
    response = signed_in(bob).post(url("reply", ticket), {"text": ""}, headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert response["HX-Retarget"] == "#composer-errors"
    assert response.content.startswith(b"<li>Write something first.</li>\n")


@pytest.mark.parametrize(
    ("verb", "status"), [("resolve", "resolved"), ("pending", "pending"), ("reopen", "open")]
)
def test_a_state_verb_twice_writes_one_line_of_history(ticket, bob, signed_in, verb, status) -> None:
    before = "resolved" if verb == "reopen" else "open"
    Ticket.objects.update(status=before)
    for _time in range(2):
        assert signed_in(bob).post(url(verb, ticket)).status_code == 302

    ticket.refresh_from_db()
    assert ticket.status == status
    assert (ticket.resolved_at is not None) == (status == "resolved")
    event = ticket.events.get(kind="status")
    assert (event.member, event.data) == (bob, {"from": before, "to": status})


def test_priority_is_set_and_told(ticket, bob, signed_in) -> None:
    response = signed_in(bob).post(
        url("priority", ticket), {"priority": "critical"}, headers={"HX-Request": "true"}
    )

    ticket.refresh_from_db()
    assert ticket.priority == "critical"
    assert b"Bob changed the priority: Critical" in response.content


def test_a_priority_that_does_not_exist_is_refused(ticket, bob, signed_in) -> None:
    assert signed_in(bob).post(url("priority", ticket), {"priority": "urgent"}).status_code == 400


def test_assigning_gives_it_to_a_member_and_a_team(ticket, bob, alice, launchpad, signed_in) -> None:
    team = TeamFactory(tenant=launchpad, name="Billing")
    signed_in(bob).post(url("assign", ticket), {"owner": alice.pk, "team": team.pk})

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team) == (alice, team)
    assert ticket.events.get(kind="assigned").sentence == "Bob assigned it: Alice, Billing"


def test_taking_keeps_the_team(ticket, bob, launchpad, signed_in) -> None:
    Ticket.objects.update(team=TeamFactory(tenant=launchpad, name="Billing"))
    signed_in(bob).post(url("take", ticket))

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team.name) == (bob, "Billing")


def test_a_viewer_or_another_tenants_member_can_not_be_the_owner(
    ticket, bob, vera, charlie, signed_in
) -> None:
    for stranger in (vera, charlie):
        assert signed_in(bob).post(url("assign", ticket), {"owner": stranger.pk}).status_code == 400

    ticket.refresh_from_db()
    assert ticket.owner is None


def test_escalating_and_handing_back(ticket, bob, signed_in) -> None:
    signed_in(bob).post(url("escalate", ticket))
    signed_in(bob).post(url("escalate", ticket))
    ticket.refresh_from_db()
    assert (ticket.escalation_reason, ticket.is_ai_silent) == ("manual", True)

    signed_in(bob).post(url("hand-back", ticket))
    ticket.refresh_from_db()
    assert not ticket.is_ai_silent
    assert [event.kind for event in ticket.events.order_by("pk")] == ["created", "escalated", "handed_back"]


VERBS = [
    "reply",
    "note",
    "resolve",
    "reopen",
    "pending",
    "priority",
    "assign",
    "take",
    "escalate",
    "hand-back",
]


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_changes_it(ticket, vera, charlie, bob, signed_in, client, verb) -> None:
    data = {"text": "Hello", "priority": "low"}
    before = Ticket.objects.values().get()

    assert signed_in(vera).post(url(verb, ticket), data).status_code == 403
    assert signed_in(charlie).post(url(verb, ticket), data).status_code == 404
    assert client.post(url(verb, ticket), data).status_code == 302
    assert signed_in(bob).get(url(verb, ticket)).status_code == 405
    assert Ticket.objects.values().get() == before
    assert Message.objects.count() == 1


def test_earlier_messages_are_fetched_on_demand(ticket, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.transcript.MESSAGES_AT_ONCE", 3)
    for number in range(6):
        post_note(ticket, by=bob, body=f"Note {number}")
    client = signed_in(bob)

    TicketEvent.objects.update(
        created_at=Message.objects.get(body="Note 2").created_at + timedelta(microseconds=1)
    )

    newest = client.get(url("detail", ticket)).content.decode()
    earlier_than = client.get(url("detail", ticket)).context["transcript"].earlier_than
    older = client.get(url("earlier", ticket), {"before": earlier_than}).content.decode()

    assert "Note 5" in newest
    assert "Note 2" not in newest
    assert "Note 2" in older
    assert "Note 3" not in older
    # An event between the two pages is on one of them.
    assert ("opened the ticket" in newest) + ("opened the ticket" in older) == 1


def test_a_failed_delivery_shows_why_and_can_be_sent_again(ticket, bob, signed_in) -> None:
    message = post_reply(ticket, by=bob, body="I look into it.")
    message.delivery.mark_failed("The channel said no.")
    client = signed_in(bob)
    assert b"The channel said no." in client.get(url("detail", ticket)).content

    client.post(url("retry", ticket, message.delivery.pk))

    message.delivery.refresh_from_db()
    assert message.delivery.state == Delivery.State.QUEUED


def test_customers_text_can_not_run_in_the_page(widget, bob, signed_in) -> None:
    ticket = receive(widget, "<img src=x onerror=alert(1)> hello").ticket

    page = signed_in(bob).get(url("detail", ticket)).content

    assert b"<img src=x" not in page
