"""What an erased message said is in no trace, summary or brief."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.urls import reverse

from agent.models import Brief, Draft, Run, Summary
from tests.ai.conftest import provider
from tests.ai.standin import draft, streamed
from tests.factories import receive
from tickets.models import Ticket

__all__ = ["provider"]

pytestmark = pytest.mark.django_db

SECRET = "Mordecai"


def kept() -> str:
    rows = [row for model in (Run, Draft, Summary, Brief) for row in model.objects.all()]
    return serializers.serialize("json", rows)


def test_no_word_of_it_stays_but_what_was_decided_does(
    refunds, widget, alice, bob, signed_in, work_off, provider
) -> None:
    provider.replies = [streamed(draft(kind="none", sure=0.1))]
    received = receive(widget, f"My name is {SECRET}. How long does a refund take until it arrives?")
    work_off()
    number = received.ticket.number
    signed_in(bob).post(reverse("agent:summary", args=[number]))
    signed_in(bob).post(reverse("agent:draft", args=[number]))
    work_off()
    assert SECRET in kept()
    runs = list(Run.objects.order_by("pk").values_list("pk", "decision", "explanation"))

    signed_in(alice).post(reverse("tickets:message-delete", args=[number, received.message.pk]))
    work_off()

    assert SECRET not in kept()
    assert list(Run.objects.order_by("pk").values_list("pk", "decision", "explanation")) == runs
    assert all(step["ms"] >= 0 for run in Run.objects.all() for step in run.steps)
    assert signed_in(bob).get(reverse("agent:decisions", args=[number])).status_code == 200


@pytest.mark.parametrize("move", ["nowhere", "split", "merge"])
def test_nor_does_a_word_of_what_was_critical(widget, alice, signed_in, work_off, move) -> None:
    client = signed_in(alice)
    ticket = receive(widget, "Hello").ticket
    told = receive(
        widget, f"No heating at {SECRET} street", customer=ticket.customer, thread_key=ticket.thread_key
    )
    work_off()
    Run.objects.filter(message=told.message).update(
        explanation=f"The message tells of something critical: No heating at {SECRET} street.",
        steps=[{"name": "urgency", "ms": 1, "found": {"critical": f"No heating at {SECRET} street"}}],
    )
    other = receive(widget, "Something else", customer=ticket.customer, thread_key="other").ticket
    if move == "split":
        client.post(reverse("tickets:split", args=[ticket.number]), {"message": told.message.pk})
    elif move == "merge":
        client.post(reverse("tickets:merge", args=[ticket.number, other.number]), {"is_confirmed": "on"})
    work_off()
    assert SECRET in kept()

    here = Ticket.objects.get(discussion__messages=told.message)
    assert (here == ticket) == (move == "nowhere")
    client.post(reverse("tickets:message-delete", args=[here.number, told.message.pk]))
    work_off()

    assert SECRET not in kept()
    assert Run.objects.filter(message=told.message).exists()
