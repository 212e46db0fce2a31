"""A customer of the messenger whom the answers do not help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from agent.models import Dissatisfaction, EscalationSettings, Run, Signal
from ai.models import AISettings
from config.demo.content import CONTENT
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from tests.agent.conftest import refunds
from tests.knowledge.factories import make_live
from tests.widget.conftest import Visitor
from tests.widget.test_concurrency import all_at_once
from tickets.models import Ticket, TicketEvent
from tickets.services import hand_back, post_reply

__all__ = ["refunds"]

ANSWERED = "How long does a refund take until it arrives?"


@pytest.fixture
def says(visitor, known_jobs, work_off, refunds):
    """The visitor writes, and the workers do what there is to do."""

    def say(*texts: str) -> Ticket:
        for text in texts:
            assert visitor.write(text).status_code == 201
            work_off()
        return Ticket.objects.get()

    return say


def escalations() -> int:
    return TicketEvent.objects.filter(kind=TicketEvent.Kind.ESCALATED).count()


def test_the_third_complaint_hands_over_with_the_real_reference(says, visitor) -> None:
    ticket = says(ANSWERED, "That doesn’t help", "still not what I asked")
    assert not ticket.is_escalated

    ticket = says("This is a WASTE  OF TIME!")

    assert (ticket.escalation_reason, ticket.priority) == ("dissatisfaction", "high")
    assert ticket.is_ai_silent
    last = visitor.read().json()["messages"][-1]
    assert last["author"] == "system"
    assert ticket.reference in last["html"]
    run = Run.objects.latest("pk")
    assert (run.decision, run.reason) == (Run.Decision.ESCALATE, "dissatisfaction")
    assert run.steps[0]["name"] == "listen"


def test_until_then_the_ai_acknowledges_and_does_not_repeat_itself(says, visitor) -> None:
    says(ANSWERED, "that's not what I asked", "you keep repeating yourself")

    said = [message for message in visitor.read().json()["messages"] if message["author"] == "ai"]
    assert len(said) == 3
    assert "5 working days" in said[0]["html"]
    assert len({message["html"] for message in said}) == 3
    for acknowledged in said[1:]:
        assert "sorry" in acknowledged["html"]
        assert "5 working days" not in acknowledged["html"]


def test_nor_does_it_answer_the_question_before_from_what_was_shown(says, launchpad) -> None:
    text = (CONTENT / "harbor" / "articles" / "water-leaks.md").read_text(encoding="utf-8")
    make_live(launchpad, "Water leaks and burst pipes", text.split("+++")[2])
    tap = "The kitchen tap is leaking, there is water on the floor"

    says(tap, "you keep telling me the same thing")

    answered, complained = Run.objects.order_by("pk")
    assert answered.decision == Run.Decision.REPLY
    assert next(step for step in complained.steps if step["name"] == "understand")["found"][
        "looked_up"
    ].startswith(tap)
    assert complained.decision == Run.Decision.CLARIFY
    assert "sorry" in Message.objects.latest("pk").body


def test_words_that_no_list_has_count_and_their_denial_does_not(says) -> None:
    says(ANSWERED, "that's the third time you tell me the same", "this is not confusing at all")

    state = Dissatisfaction.objects.get()
    assert state.count == 1
    assert [entry["heard"] for entry in state.recent] == ["", "classifier", ""]
    assert Signal.objects.get().kind == Signal.Kind.CLASSIFIER


def test_of_what_opens_a_conversation_only_the_lists_phrases_count_and_nobody_is_told_sorry(says) -> None:
    says("my dishwasher leaks")
    assert Dissatisfaction.objects.get().count == 0

    says("the heating is not working either")
    assert Dissatisfaction.objects.get().count == 1


def test_before_the_ai_has_said_anything_it_does_not_say_sorry(says, visitor) -> None:
    says("my dishwasher is not working")
    (told,) = [one for one in visitor.read().json()["messages"] if one["author"] != "customer"]
    assert "sorry" not in told["html"]


@pytest.mark.parametrize("wish", ["let me talk to a person please", "human support", "Talk to support!"])
def test_who_asks_for_a_person_gets_one_at_once(says, wish) -> None:
    ticket = says(ANSWERED, wish)

    assert (ticket.escalation_reason, ticket.priority) == ("customer_asked", "high")
    assert Dissatisfaction.objects.get().is_escalated
    assert escalations() == 1


def test_after_that_more_complaints_are_counted_and_escalate_nothing(says, visitor) -> None:
    says(ANSWERED, "useless", "not helpful", "still wrong", "this goes nowhere", "get me a human")

    assert escalations() == 1
    assert Dissatisfaction.objects.get().count == 5
    assert Message.objects.filter(author="system", kind="public").count() == 1


def test_handed_back_the_count_starts_anew(says, bob) -> None:
    ticket = says(ANSWERED, "useless", "not helpful", "still wrong")
    hand_back(ticket, by=bob)

    says("this doesn't help", "not what i asked")
    assert Dissatisfaction.objects.get().count == 2
    assert escalations() == 1

    says("useless, as before")
    assert escalations() == 2


def test_where_a_member_answers_it_is_only_noted(says, bob) -> None:
    ticket = says(ANSWERED)
    post_reply(ticket, by=bob, body="It takes five days.")

    ticket = says("useless", "not helpful", "still wrong", "a waste of time")

    assert Dissatisfaction.objects.get().count == 4
    assert not ticket.is_escalated


def test_the_tenants_own_threshold_and_phrases_hold(says, alice, signed_in) -> None:
    fields = {"threshold": "1", "phrases": "blimey…chaps", "kept_messages": "2", "support_email": ""}
    response = signed_in(alice).post(reverse("agent:settings-escalation"), fields)
    assert response.status_code == 302

    ticket = says(ANSWERED, "thanks", "Blimey, you chaps")

    assert ticket.escalation_reason == "dissatisfaction"
    assert Signal.objects.get().phrase == "blimey…chaps"
    assert len(Dissatisfaction.objects.get().recent) == 2


def test_a_message_that_is_processed_twice_counts_once(says, launchpad) -> None:
    EscalationSettings.objects.create(tenant=launchpad, kept_messages=1)
    says(ANSWERED, "useless", "not helpful")
    before = Dissatisfaction.objects.get()

    for _twice in range(2):
        Job.objects.filter(name="agent.respond").update(state="queued")
        for key in Job.objects.filter(name="agent.respond").order_by("-pk").values_list("key", flat=True):
            run_job(key)

    assert Dissatisfaction.objects.get().count == before.count == 2
    assert escalations() == 0


def test_messages_that_wait_for_their_worker_together_all_count(
    visitor, known_jobs, work_off, refunds
) -> None:
    visitor.write(ANSWERED)
    work_off()
    for text in ("useless", "not helpful", "still wrong"):
        visitor.write(text)
    work_off()

    assert Dissatisfaction.objects.get().count == 3
    assert escalations() == 1


@pytest.mark.django_db(transaction=True)
def test_messages_at_the_same_moment_escalate_once(visitor, known_jobs, work_off, refunds) -> None:
    visitor.write(ANSWERED)
    work_off()
    texts = iter(
        ["useless", "not helpful", "still wrong", "a waste of time", "this is confusing", "not satisfied"]
    )
    all_at_once(6, lambda: Visitor(visitor.key, token=visitor.token).write(next(texts)))
    keys = iter(Job.objects.filter(name="agent.respond", state="queued").values_list("key", flat=True))

    all_at_once(6, lambda: run_job(next(keys)))

    assert Dissatisfaction.objects.get().count == 6
    assert escalations() == 1
    assert Message.objects.filter(author="system", kind="public").count() == 1


def test_pressing_the_button_counts_as_the_escalation(says, visitor) -> None:
    says(ANSWERED)
    visitor.send("post", "escalate")
    says("useless", "not helpful", "still wrong")

    assert Dissatisfaction.objects.get().is_escalated
    assert escalations() == 1


def test_listening_costs_the_same_in_a_long_conversation(says, visitor, work_off, count_queries) -> None:
    # Reading chats for tickets has alerts that begin with its fifth analysis.
    AISettings.objects.create(tenant=says(ANSWERED).tenant, finds_tickets=False)
    said = Message.objects.filter(author="customer")

    def cost(text: str) -> int:
        said.update(created_at=F("created_at") - timedelta(minutes=1))
        visitor.write(text)
        with count_queries() as queries:
            work_off()
        return len(queries)

    says("And how do I ask for a refund?")
    few = cost("Thanks a lot")
    says(*(f"How long does refund {number} take until it arrives?" for number in range(5)))
    assert cost("Thank you so much") == few
