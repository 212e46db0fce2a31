from __future__ import annotations

from conversations.models import Message
from tickets.models import EscalationReason, Ticket, TicketEvent


def test_asking_for_a_person_hands_over_and_tells_the_real_reference(visitor):
    visitor.write("How do I export?")
    response = visitor.send("post", "escalate")
    ticket = Ticket.objects.get()
    assert response.status_code == 200
    assert response.json()["ticket"] == {
        "reference": ticket.reference, "status": "open", "is_with_people": True
    }  # fmt: skip
    assert ticket.escalation_reason == EscalationReason.CUSTOMER_ASKED
    assert ticket.events.get(kind=TicketEvent.Kind.ESCALATED).actor == TicketEvent.Actor.CUSTOMER
    last = visitor.read().json()["messages"][-1]
    assert (last["author"], last["author_name"]) == ("system", "Launchpad")
    assert ticket.reference in last["html"]


def test_asking_before_anything_was_written_opens_the_ticket_with_that_wish(visitor):
    reference = visitor.send("post", "escalate").json()["ticket"]["reference"]
    assert Ticket.objects.get().reference == reference
    assert [message["author"] for message in visitor.read().json()["messages"]] == ["customer", "system"]


def test_asking_twice_is_harmless(visitor):
    visitor.write("How do I export?")
    first = visitor.send("post", "escalate").json()
    assert visitor.send("post", "escalate").json() == first
    assert Message.objects.filter(author="system").count() == 1


def test_the_ai_says_nothing_more_after_it(visitor, known_jobs, work_off):
    visitor.send("post", "escalate")
    work_off()
    assert not Message.objects.filter(author="ai").exists()


def test_a_handed_over_message_is_delivered_by_waking_the_messenger(visitor, known_jobs, work_off):
    visitor.send("post", "escalate")
    work_off()
    delivery = Message.objects.get(author="system", kind="public").delivery
    assert delivery.state == "sent"
