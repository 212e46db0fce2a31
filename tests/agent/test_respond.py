from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import Run
from agent.respond import give_up, respond, turn
from conversations.jobs.claim import claim
from conversations.models import Job, Message
from conversations.services.changing import delete_message
from tests.factories import receive
from tickets.models import Ticket
from tickets.services import change_status, hand_back, post_reply

pytestmark = pytest.mark.django_db

ANSWERED = "How long does a refund take until it arrives?"


def said_by_hub(ticket: Ticket) -> list[Message]:
    said = Message.objects.filter(discussion=ticket.discussion, author__in=["ai", "system"])
    return list(said.public().order_by("pk"))


def test_a_question_the_knowledge_answers_is_answered_with_its_source(refunds, widget, work_off) -> None:
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    (answer,) = said_by_hub(ticket)
    run = Run.objects.get()
    assert run.decision == Run.Decision.REPLY
    assert "5 working days" in answer.body
    assert [citation["title"] for citation in answer.citations] == ["Refunds"]
    assert answer.citations[0]["sentences"]
    assert run.answer == answer
    assert run.confidence >= widget.ai_threshold
    steps = ["safety", "understand", "retrieve", "draft", "check", "language", "decide"]
    assert [step["name"] for step in run.steps] == steps
    assert run.passages.filter(is_cited=True, title__contains="Refunds").exists()
    ticket.refresh_from_db()
    assert ticket.handled_by == Ticket.HandledBy.AI
    assert not ticket.is_escalated


def test_a_question_the_knowledge_does_not_answer_goes_to_a_person(refunds, widget, work_off) -> None:
    ticket = receive(widget, "Which colour will the new office chairs in Lisbon have?").ticket
    work_off()

    ticket.refresh_from_db()
    (notice,) = said_by_hub(ticket)
    assert ticket.escalation_reason == "no_knowledge"
    assert ticket.is_ai_silent
    assert notice.author == "system"
    assert ticket.reference in notice.body


def test_without_any_knowledge_the_reason_says_so(widget, work_off) -> None:
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "no_knowledge"


def test_a_wish_for_a_person_is_granted_at_once(refunds, widget, work_off) -> None:
    ticket = receive(widget, "I want to talk to a person").ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "customer_asked"
    assert ticket.reference in said_by_hub(ticket)[0].body


def test_a_danger_is_handed_over_whatever_the_knowledge_says(refunds, widget, work_off) -> None:
    ticket = receive(widget, "There is a gas leak in my flat").ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "safety"


def test_a_danger_after_a_hand_over_is_told_at_once_and_once(refunds, widget, work_off) -> None:
    first = receive(widget, "I want to talk to a person")
    work_off()
    for body in ("There is a gas smell in my flat", "I still smell gas here"):
        receive(widget, body, customer=first.ticket.customer)
        work_off()

    first.ticket.refresh_from_db()
    assert (first.ticket.escalation_reason, first.ticket.priority) == ("safety", "critical")
    assert [message.author for message in said_by_hub(first.ticket)] == ["system", "system"]
    assert "emergency services" in said_by_hub(first.ticket)[1].body


def test_after_a_hand_over_the_ai_is_silent_until_handed_back(refunds, widget, bob, work_off) -> None:
    first = receive(widget, "I want to talk to a person")
    work_off()
    receive(widget, ANSWERED, customer=first.ticket.customer)
    work_off()
    assert len(said_by_hub(first.ticket)) == 1

    hand_back(first.ticket, by=bob)
    receive(widget, "And " + ANSWERED.lower(), customer=first.ticket.customer)
    work_off()
    assert [message.author for message in said_by_hub(first.ticket)] == ["system", "ai"]


def test_thanks_are_left_alone(refunds, widget, work_off) -> None:
    ticket = receive(widget, "Thank you so much!").ticket
    work_off()

    assert said_by_hub(ticket) == []
    assert Run.objects.get().decision == Run.Decision.IGNORE


def test_a_bare_greeting_is_asked_what_it_needs(refunds, widget, work_off) -> None:
    ticket = receive(widget, "Hello").ticket
    work_off()

    assert said_by_hub(ticket)[0].body == "Hello. What can I help you with?"


def test_a_vague_question_is_asked_back_at_most_twice(refunds, widget, work_off) -> None:
    first = receive(widget, "it does not work")
    work_off()
    for body in ("the thing", "help"):
        receive(widget, body, customer=first.ticket.customer)
        work_off()

    decisions = list(Run.objects.order_by("pk").values_list("decision", flat=True))
    assert decisions == ["clarify", "clarify", "escalate"]


def test_two_messages_in_a_row_get_one_answer(refunds, widget, work_off) -> None:
    first = receive(widget, "Hello, one question.")
    receive(widget, ANSWERED, customer=first.ticket.customer)
    work_off()

    (answer,) = said_by_hub(first.ticket)
    assert "5 working days" in answer.body
    assert Run.objects.count() == 1


def test_a_member_who_answers_while_the_ai_thinks_wins(refunds, widget, bob, monkeypatch) -> None:
    received = receive(widget, ANSWERED)
    really_decide = turn.decide

    def decide_slowly(situation, trace):
        decision = really_decide(situation, trace)
        post_reply(situation.ticket, by=bob, body="I know this one.")
        return decision

    monkeypatch.setattr(turn, "decide", decide_slowly)
    respond(claim(f"respond:{received.message.pk}"), message_id=received.message.pk)

    run = Run.objects.get()
    assert said_by_hub(received.ticket) == []
    assert run.decision == Run.Decision.SUGGEST
    assert "5 working days" in run.draft


def test_responding_twice_speaks_once(refunds, widget) -> None:
    received = receive(widget, ANSWERED)
    key = f"respond:{received.message.pk}"
    respond(claim(key), message_id=received.message.pk)
    Job.objects.update(state="queued")
    respond(claim(key), message_id=received.message.pk)

    assert len(said_by_hub(received.ticket)) == 1


def test_when_every_attempt_failed_a_person_takes_over(widget) -> None:
    received = receive(widget, ANSWERED)
    give_up(message_id=received.message.pk)
    give_up(message_id=received.message.pk)

    received.ticket.refresh_from_db()
    assert received.ticket.escalation_reason == "ai_unavailable"
    assert len(said_by_hub(received.ticket)) == 1
    assert Run.objects.get().reason == "ai_unavailable"


def test_nothing_is_said_in_a_ticket_that_was_resolved_meanwhile(refunds, widget, bob, work_off) -> None:
    ticket = receive(widget, ANSWERED).ticket
    change_status(ticket, status="resolved", by=bob)
    work_off()

    assert said_by_hub(ticket) == []
    assert Run.objects.get().decision == Run.Decision.SUGGEST


def test_a_message_that_was_deleted_gets_no_answer(refunds, widget, alice, work_off) -> None:
    received = receive(widget, ANSWERED)
    delete_message(received.message, by=alice)
    work_off()

    assert said_by_hub(received.ticket) == []


@pytest.mark.parametrize(("mode", "decision"), [("off", "escalate"), ("approval", "suggest")])
def test_the_channels_mode_is_kept(refunds, widget, work_off, mode, decision) -> None:
    widget.ai_mode = mode
    widget.save()
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    assert Run.objects.get().decision == decision
    assert [message.author for message in said_by_hub(ticket)] == (["system"] if mode == "off" else [])


def test_a_channel_that_asks_for_certainty_gets_articles_instead(refunds, widget, work_off) -> None:
    widget.ai_threshold = 1.0
    widget.save()
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    assert Run.objects.get().decision == "offer"
    assert not ticket.is_escalated
    assert "Refunds" in said_by_hub(ticket)[0].body


def test_the_ticket_page_shows_the_trace(refunds, widget, bob, charlie, signed_in, work_off) -> None:
    ticket = receive(widget, ANSWERED).ticket
    work_off()
    url = reverse("agent:panel", args=[ticket.number])

    page = signed_in(bob).get(url).content.decode()

    assert "Answered" in page
    assert "retrieve" in page
    assert "Refunds" in page
    assert signed_in(charlie).get(url).status_code == 404


def test_the_panel_shows_the_latest_decisions_and_leads_to_all(
    refunds, widget, bob, charlie, signed_in, work_off
) -> None:
    received = receive(widget, ANSWERED)
    work_off()
    panel, every = (
        reverse(f"agent:{name}", args=[received.ticket.number]) for name in ("panel", "decisions")
    )
    assert every not in signed_in(bob).get(panel).content.decode()
    for number in range(5):
        receive(widget, f"{ANSWERED} It is order {number}.", customer=received.ticket.customer)
        work_off()

    first = f'id="run-{Run.objects.earliest("pk").pk}"'
    page = signed_in(bob).get(panel).content.decode()
    assert every in page
    assert first not in page
    assert first in signed_in(bob).get(every).content.decode()
    assert signed_in(charlie).get(every).status_code == 404


def test_the_cost_of_the_panel_does_not_grow(
    refunds, widget, bob, signed_in, work_off, count_queries
) -> None:
    received = receive(widget, ANSWERED)
    work_off()
    client, url = signed_in(bob), reverse("agent:panel", args=[received.ticket.number])
    client.get(url)
    with count_queries() as few:
        client.get(url)
    for body in (
        "And how do I ask for a refund?",
        "Where do I export my data?",
        "How long does a refund take?",
    ):
        receive(widget, body, customer=received.ticket.customer)
        work_off()
    with count_queries() as many:
        client.get(url)

    assert len(many) == len(few)
