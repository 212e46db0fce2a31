"""What customers say of answers makes a tenant's AI more careful than it ships, never less."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from agent.learning import ENOUGH, learn_where_enough, shift_of
from agent.models import Learned, Outcome, Run
from conversations.services import post_message
from tests.factories import receive

pytestmark = pytest.mark.django_db

ASKED = "How long does a refund take until it arrives?"


def experience(
    channel, *, helped: int, of: int, kind: str = "answer", engine: str = "local", said: float = 0.9
):
    """So many confirmed outcomes of answers that were so sure."""
    received = receive(channel, "Earlier questions")
    for number in range(of):
        answer, _new = post_message(
            discussion=received.ticket.discussion, author="ai", body=f"Answer {number}"
        )
        run = Run.objects.create(
            tenant=channel.tenant, ticket=received.ticket, message=received.message, purpose="retry",
            decision="reply", engine=engine, answer=answer,
        )  # fmt: skip
        Outcome.objects.create(
            tenant=channel.tenant, ticket=received.ticket, run=run, message=answer, kind=kind,
            confidence=said, verdict="helped" if number < helped else "not_helped", settled_at=timezone.now(),
        )  # fmt: skip


def test_answers_that_help_less_often_than_they_said_make_it_less_sure(refunds, widget, work_off) -> None:
    shipped = receive(widget, ASKED).ticket
    work_off()
    before = Run.objects.get(ticket=shipped)
    experience(widget, helped=40, of=ENOUGH)

    assert learn_where_enough() == 1

    ticket = receive(widget, ASKED).ticket
    work_off()
    run = Run.objects.get(ticket=ticket)
    assert run.confidence < before.confidence - 0.01
    decided = next(step["found"] for step in run.steps if step["name"] == "decide")
    assert decided["confidence_as_shipped"] == pytest.approx(before.confidence)
    if run.decision == "reply":
        assert Outcome.objects.get(run=run).confidence == pytest.approx(before.confidence), "as it ships"


def test_answers_that_always_help_make_it_no_surer(refunds, widget, work_off) -> None:
    experience(widget, helped=ENOUGH, of=ENOUGH, said=0.6)
    learn_where_enough()
    ticket = receive(widget, ASKED).ticket
    work_off()

    assert Learned.objects.get().shift == 0
    decided = next(step["found"] for step in Run.objects.get(ticket=ticket).steps if step["name"] == "decide")
    assert "confidence_as_shipped" not in decided


def test_too_few_or_too_old_outcomes_teach_nothing(widget) -> None:
    experience(widget, helped=10, of=ENOUGH - 1)
    assert learn_where_enough() == 0

    experience(widget, helped=0, of=1)
    Outcome.objects.filter(pk=Outcome.objects.first().pk).update(
        created_at=timezone.now() - timedelta(days=181)
    )
    assert learn_where_enough() == 0
    assert not Learned.objects.exists()


def test_each_engine_each_kind_and_each_tenant_learns_for_itself(widget, harbor) -> None:
    from tests.factories import ChannelFactory

    experience(widget, helped=50, of=ENOUGH)
    experience(widget, helped=ENOUGH, of=ENOUGH, engine="openai")
    experience(widget, helped=30, of=ENOUGH, kind="offer", said=0.6)
    experience(ChannelFactory(tenant=harbor), helped=1, of=3)
    learn_where_enough()
    learn_where_enough()

    learned = {(one.kind, one.engine): one.shift for one in Learned.objects.all()}
    assert set(learned) == {("answer", "local"), ("answer", "openai"), ("offer", "local")}
    assert learned["answer", "openai"] == 0
    assert learned["answer", "local"] < -1
    assert learned["offer", "local"] < -1
    assert not Learned.objects.for_tenant(harbor).exists()


def test_the_shift_is_the_one_under_which_the_confidences_hold() -> None:
    shift = shift_of([0.9] * 400, [True] * 280 + [False] * 120)
    learned = Learned(shift=shift, examples=400, helped=280)

    assert learned.apply(0.9) == pytest.approx(0.7, abs=0.01)
    assert learned.apply(1.0) < 1
    assert learned.apply(0.0) == 0
    assert shift_of([0.5] * 100, [True] * 100) == 0


def test_the_database_refuses_what_would_make_it_surer(launchpad) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Learned.objects.create(
            tenant=launchpad, kind="answer", engine="local", shift=0.1, examples=100, helped=99
        )


def test_the_command_says_what_was_learned(widget) -> None:
    experience(widget, helped=50, of=ENOUGH)
    said = StringIO()
    call_command("learn_confidence", "--tenant", "launchpad", stdout=said)

    assert f"(50 of {ENOUGH} helped)" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("learn_confidence", "--tenant", "nobody")
