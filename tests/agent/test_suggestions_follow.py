"""Suggestions of a chat whose messages move to another ticket."""

from __future__ import annotations

import pytest
from django.urls import reverse

import agent.tasks  # noqa: F401  the jobs are known, as in a worker
from agent.models import ChatAnalysis, ChatContext, TicketSuggestion
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from tests.factories import SuggestionFactory, receive
from tests.tickets.test_merging import visitor, write
from tickets.models import Ticket, TicketMerge

pytestmark = pytest.mark.django_db

TAP = "The kitchen tap is leaking"


def follow() -> None:
    """Do what moved messages ask of the worker."""
    for key in Job.objects.filter(name="agent.follow_messages", state="queued").values_list("key", flat=True):
        run_job(key)
        assert Job.objects.get(key=key).state == Job.State.DONE


def suggest(ticket: Ticket, title: str = TAP) -> TicketSuggestion:
    keys = list(ticket.discussion.messages.values_list("pk", flat=True))
    return SuggestionFactory(
        tenant=ticket.tenant, ticket=ticket, title=title, summary=f"{title}.", message_ids=keys
    )


@pytest.fixture
def mia(widget):
    return visitor(widget, "Mia")


@pytest.fixture
def chat(mia) -> Ticket:
    return write(mia, TAP).ticket


@pytest.fixture
def noah(widget):
    return visitor(widget, "Noah")


@pytest.fixture
def others(noah) -> Ticket:
    return write(noah, "My rent was taken twice").ticket


def merge(client, source: Ticket, target: Ticket) -> TicketMerge:
    address = reverse("tickets:merge", args=[source.number, target.number])
    client.post(address, {"is_confirmed": "on"})
    follow()
    return TicketMerge.objects.get(source=source)


def panel_of(client, ticket: Ticket) -> str:
    address = reverse("agent:chat", args=[ticket.number])
    return client.get(address, headers={"HX-Request": "true"}).content.decode()


def titles_in_messenger(client, name: str) -> list[str]:
    headers = {"Authorization": f"Bearer {name}"}
    shown = client.get("/api/widget/suggestions", headers=headers).json()["suggestions"]
    return [one["title"] for one in shown]


def test_what_a_merged_chat_suggests_is_shown_where_it_goes_on(chat, mia, bob, signed_in) -> None:
    suggestion = suggest(chat)
    target = receive(mia.channel, "Hello", customer=mia.customer, thread_key="another").ticket
    client = signed_in(bob)

    merge(client, chat, target)

    assert TAP in panel_of(client, target)
    assert TAP not in panel_of(client, chat)
    assert titles_in_messenger(client, "Mia") == [TAP]
    client.post(reverse("agent:chat-create", args=[target.number, suggestion.pk]))
    assert Ticket.objects.get(ai_generated=True).subject == TAP


def test_an_issue_that_both_chats_suggest_is_shown_once(chat, mia, bob, signed_in) -> None:
    suggest(chat)
    target = receive(mia.channel, "Tap leaks", customer=mia.customer, thread_key="another").ticket
    suggest(target)
    client = signed_in(bob)

    merge(client, chat, target)

    assert panel_of(client, target).count('data-state="open"') == 1
    assert titles_in_messenger(client, "Mia") == [TAP]


def test_undoing_the_merge_brings_it_back(chat, others, bob, signed_in) -> None:
    suggest(chat)
    suggest(others, "Rent taken twice")
    client = signed_in(bob)
    merged = merge(client, chat, others)

    client.post(reverse("tickets:unmerge", args=[others.number, merged.pk]))
    follow()

    assert TAP in panel_of(client, chat)
    assert TAP not in panel_of(client, others)
    assert "Rent taken twice" in panel_of(client, others)


def test_customers_who_share_a_chat_see_and_decide_on_their_own_only(
    chat, others, bob, signed_in, client
) -> None:
    suggest(chat)
    noahs = suggest(others, "Rent taken twice")

    merge(signed_in(bob), chat, others)

    assert titles_in_messenger(client, "Mia") == [TAP]
    assert titles_in_messenger(client, "Noah") == ["Rent taken twice"]
    headers = {"Authorization": "Bearer Mia"}
    assert client.get("/api/widget/suggestions", headers=headers).json()["context"] is None
    for verb in ("ticket", "dismiss", "undo"):
        refused = client.post(
            f"/api/widget/suggestions/{noahs.pk}/{verb}", {}, content_type="application/json", headers=headers
        )
        assert refused.status_code == 404


def test_a_ticket_made_of_it_is_of_the_customer_who_wrote_it(chat, others, mia, bob, signed_in) -> None:
    suggestion = suggest(chat)
    client = signed_in(bob)
    merge(client, chat, others)

    client.post(reverse("agent:chat-create", args=[others.number, suggestion.pk]))

    assert Ticket.objects.get(ai_generated=True).customer == mia.customer


def test_what_a_member_split_off_is_suggested_no_longer(chat, mia, bob, signed_in) -> None:
    suggest(chat)
    write(mia, "And my rent was taken twice")
    client = signed_in(bob)
    message = Message.objects.get(body=TAP)

    client.post(
        reverse("tickets:split", args=[chat.number]), {"message": [message.pk], "subject": "Leaking tap"}
    )
    follow()

    new = Ticket.objects.get(subject="Leaking tap")
    for ticket in (chat, new):
        assert 'data-state="open"' not in panel_of(client, ticket)


def test_what_was_found_in_the_messages_goes_with_them(chat, others, bob, signed_in) -> None:
    message = chat.discussion.messages.get()
    insight = {"type": "issue", "content": "Leaking tap", "confidence": 0.9, "context": TAP}
    ChatAnalysis.objects.create(tenant=chat.tenant, ticket=chat, message=message, insights=[insight])
    client = signed_in(bob)
    suggest(chat)

    merge(client, chat, others)

    assert ChatAnalysis.objects.get().ticket == others
    assert "1 insight" in panel_of(client, others)


def remember(ticket: Ticket, *contents: str) -> None:
    """As the analysis of its newest message leaves it."""
    message = ticket.discussion.messages.latest("pk")
    insights = [
        {"type": "issue", "content": content, "confidence": 0.9, "context": content} for content in contents
    ]
    ChatAnalysis.objects.create(tenant=ticket.tenant, ticket=ticket, message=message, insights=insights)


def context_in_messenger(client, name: str) -> dict | None:
    headers = {"Authorization": f"Bearer {name}"}
    return client.get("/api/widget/suggestions", headers=headers).json()["context"]


def test_what_a_chat_remembers_goes_where_it_goes_on(chat, mia, bob, signed_in, client) -> None:
    suggest(chat)
    remember(chat, TAP)
    target = receive(mia.channel, "Wrong rent on my bill", customer=mia.customer, thread_key="another").ticket
    remember(target, "Wrong rent")

    merge(signed_in(bob), chat, target)

    context = context_in_messenger(client, "Mia")
    assert context["long_term"] == {"summary": f"{TAP}.", "facts": [TAP, "Wrong rent"]}
    assert [one["text"] for one in context["short_term"]] == [TAP, "Wrong rent on my bill"]


def test_no_customer_is_left_with_what_another_said(chat, others, bob, signed_in, client) -> None:
    for ticket, fact in ((chat, TAP), (others, "Rent taken twice")):
        suggest(ticket, fact)
        remember(ticket, fact)
    member = signed_in(bob)

    merged = merge(member, chat, others)
    assert not ChatContext.objects.exists()
    assert context_in_messenger(client, "Mia") is context_in_messenger(client, "Noah") is None

    member.post(reverse("tickets:unmerge", args=[others.number, merged.pk]))
    follow()

    assert context_in_messenger(client, "Mia")["long_term"]["facts"] == [TAP]
    assert context_in_messenger(client, "Noah")["long_term"]["facts"] == ["Rent taken twice"]
    assert "rent" not in str(context_in_messenger(client, "Mia"))


def test_what_a_member_split_off_is_remembered_there_only(chat, mia, bob, signed_in) -> None:
    suggest(chat)
    remember(chat, TAP)
    write(mia, "And my rent was taken twice")
    remember(chat, TAP, "Rent taken twice")
    message = Message.objects.get(body=TAP)

    signed_in(bob).post(
        reverse("tickets:split", args=[chat.number]), {"message": [message.pk], "subject": "Leaking tap"}
    )
    follow()

    facts = {one.ticket.subject: one.long_term["facts"] for one in ChatContext.objects.all()}
    assert facts == {chat.subject: ["Rent taken twice"], "Leaking tap": [TAP]}
