"""What an erased message said is in no trace, summary or brief."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.urls import reverse

from agent.models import Brief, Draft, Run, Summary
from tests.ai.conftest import provider
from tests.ai.standin import draft, streamed
from tests.factories import receive

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
