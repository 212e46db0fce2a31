"""The switch for all of the AI, pressed while it answers: by what is said afterwards, and by nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Member
from conversations import live
from conversations.models import Message
from tests.factories import CustomerFactory, receive
from tests.workers import house_with_refunds, nothing_is_left, spoken_in, wait_for, workers
from tickets.models import Ticket

__all__ = ["workers"]

ASKED = "How long does a refund take until it arrives?"
# Each process of the worker may be writing down one answer in the moment of the switch.
PROCESSES = 2


def switch_off(client) -> None:
    fields = {"monthly_budget": "", "resolve_after_hours": "24", "recontact_days": "7", "fallback": "local"}
    assert client.post(reverse("agent:settings-save"), fields).status_code == 302


def said_by_the_ai() -> list[str]:
    return list(Message.objects.filter(author="ai").values_list("body", flat=True))


@pytest.mark.django_db
def test_the_answer_that_is_being_shown_is_finished_and_none_of_those_that_wait_begins(
    refunds, widget, alice, signed_in, work_off, monkeypatch
) -> None:
    asked = [receive(widget, ASKED, customer=CustomerFactory(tenant=widget.tenant)) for _number in range(5)]
    publish, shown = live.publish_now, []

    def publish_and_switch_off(tenant_id, topic, data="") -> None:
        if isinstance(data, dict) and data.get("kind") == "delta":
            if not shown:
                switch_off(signed_in(alice))
            shown.append((topic, data["text"]))
        publish(tenant_id, topic, data)

    monkeypatch.setattr(live, "publish_now", publish_and_switch_off)
    work_off()

    [body] = said_by_the_ai()
    assert "5 working days" in body
    assert {topic for topic, _text in shown} == {f"discussion-{asked[0].ticket.discussion_id}"}
    reasons = Ticket.objects.order_by("pk").values_list("escalation_reason", flat=True)
    assert list(reasons) == ["", *["ai_off"] * 4]


@pytest.mark.django_db(transaction=True)
def test_a_worker_in_full_swing_says_no_more_than_what_it_is_just_writing_down(workers, signed_in) -> None:
    channel = house_with_refunds()
    owner = signed_in(Member.objects.get(tenant=channel.tenant))
    tickets = [
        receive(channel, ASKED, customer=CustomerFactory(tenant=channel.tenant)).ticket
        for _number in range(30)
    ]
    wait_for(lambda: bool(said_by_the_ai()), "the worker does not work")
    switch_off(owner)
    said = len(said_by_the_ai())
    wait_for(nothing_is_left, "some jobs were never finished")

    assert len(said_by_the_ai()) - said <= PROCESSES
    assert said < len(tickets), "all was said before the switch: the test proved nothing"
    handed_over = Ticket.objects.filter(escalation_reason="ai_off")
    answered = Message.objects.filter(author="ai").values_list("discussion_id", flat=True)
    drafted = Ticket.objects.filter(runs__decision="suggest")
    unheard = Ticket.objects.exclude(pk__in=handed_over).exclude(pk__in=drafted)
    assert {ticket.discussion_id for ticket in unheard} == set(answered)
    assert max(spoken_in(tickets).values()) == 1
