"""Triage of new tickets in the background, whichever way they came to be."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from agent.models import TriageThread
from agent.triage import nodes
from agent.triage.payloads import MOST_CHARACTERS
from agent.triage.workflow import start
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from tests.agent.triage.conftest import BILL, CHECKOUT, VAGUE
from tests.factories import SuggestionFactory, receive
from tickets.models import Ticket
from tickets.services import post_reply

pytestmark = pytest.mark.django_db


def test_a_ticket_from_a_chat_is_triaged_and_keeps_the_category_it_came_with(
    widget, work_off, browser
) -> None:
    chat = receive(widget, BILL).ticket
    suggestion = SuggestionFactory(
        tenant=chat.tenant, ticket=chat, message_ids=[chat.latest_message_id], category="maintenance"
    )
    browser.post(reverse("agent:chat-create", args=[chat.number, suggestion.pk]))
    work_off()

    opened = Ticket.objects.get(ai_generated=True)
    assert TriageThread.objects.get(ticket=opened, source="new_ticket").result["category"] == "Billing"
    assert opened.category.name == "Maintenance"


def test_a_ticket_that_was_split_off_is_triaged(ticket, widget, work_off, browser) -> None:
    receive(widget, CHECKOUT, customer=ticket.customer, thread_key=ticket.thread_key)
    moved = Message.objects.get(body=CHECKOUT)
    browser.post(reverse("tickets:split", args=[ticket.number]), {"message": moved.pk})
    work_off()

    new = Ticket.objects.get(split_from=ticket)
    assert TriageThread.objects.get(ticket=new).result["category"] == "Bug"


def write(ticket: Ticket, text: str) -> None:
    receive(ticket.channel, text, customer=ticket.customer, thread_key=ticket.thread_key)


def test_what_the_customer_writes_next_answers_what_was_asked_also_where_people_answer(
    widget, work_off, bob
) -> None:
    ticket = receive(widget, VAGUE).ticket
    work_off()
    assert TriageThread.objects.get().is_waiting
    post_reply(ticket, by=bob, body="What did you want to do?")
    work_off()

    write(ticket, BILL)
    work_off()

    thread = TriageThread.objects.get()
    assert thread.result["category"] == "Billing"
    assert [detail["text"] for detail in thread.details] == [BILL]


def test_of_too_much_the_newest_answers_what_was_asked(widget, work_off) -> None:
    ticket = receive(widget, VAGUE).ticket
    work_off()
    write(ticket, f"So it began: {'and so on ' * 490}")
    write(ticket, BILL)
    work_off()

    [detail] = TriageThread.objects.get().details
    assert detail["text"].endswith(f"…\n{BILL}")
    assert len(detail["text"]) == MOST_CHARACTERS


def test_who_never_says_enough_is_classified_after_the_usual_rounds(widget, work_off) -> None:
    ticket = receive(widget, VAGUE).ticket
    work_off()
    for text in ("nothing works", "it is broken", "please help"):
        assert TriageThread.objects.get().is_waiting
        write(ticket, text)
        work_off()

    thread = TriageThread.objects.get()
    assert thread.is_done
    assert thread.rounds == 3


def test_what_the_customer_wrote_while_it_was_read_is_read_too(widget, work_off, monkeypatch) -> None:
    ticket = receive(widget, VAGUE).ticket

    def write_meanwhile(thread):
        monkeypatch.setitem(nodes.NODES, "analyze", nodes.analyze)
        write(ticket, BILL)
        # The AI's turn at it comes before the triage has asked.
        run_job(Job.objects.filter(name="agent.respond").latest("pk").key)
        return nodes.analyze(thread)

    monkeypatch.setitem(nodes.NODES, "analyze", write_meanwhile)
    work_off()

    assert TriageThread.objects.get().result["category"] == "Billing"


def attempt_all_jobs() -> None:
    """As often as they are tried, also those that fail."""
    while key := Job.objects.filter(state="queued").order_by("pk").values_list("key", flat=True).first():
        run_job(key)


def test_what_fails_at_every_attempt_ends_by_the_rules(ticket, browser, widget, monkeypatch) -> None:
    monkeypatch.setattr(nodes, "find_issues", lambda tenant, text: int("no number"))
    new = receive(widget, BILL).ticket
    browser.post(reverse("agent:triage", args=[ticket.number]))
    start(tenant=ticket.tenant, text=BILL, source="page")

    attempt_all_jobs()

    failed = TriageThread.objects.filter(engine="rules")
    assert {thread.source for thread in failed} == {"new_ticket", "ticket", "page"}
    for thread in failed:
        assert (thread.state, thread.result["category"], thread.matches) == ("done", "Billing", [])
        assert (thread.result["manual_review"], thread.result["note"]) == (True, "Manual review required")
        assert thread.result["matched_issue"] is None
        assert AuditEntry.objects.get(action="triage.decided", target_id=str(thread.pk))
    card = browser.get(reverse("agent:panel", args=[new.number]), headers={"HX-Request": "true"})
    assert "Manual review required" in card.content.decode()
