"""What the AI decided in a thread: runs, signals, outcomes, gaps, drafts."""

from __future__ import annotations

from django.utils import timezone

from agent.models import (
    Brief,
    Dissatisfaction,
    Draft,
    Gap,
    GapQuestion,
    Outcome,
    Run,
    RunPassage,
    Signal,
    Summary,
)
from ai.embeddings import DIMENSIONS
from ai.models import ModelCall
from conversations.models import Message
from knowledge.models import Passage
from tests.factories import receive
from tickets.models import ComeBack, EscalationReason, Ticket, TicketEvent


def add_run(ticket: Ticket, question: Message, answer: Message, passage: Passage) -> None:
    run = Run.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        message=question,
        answer=answer,
        decision=Run.Decision.REPLY,
        confidence=0.9,
        steps=[{"name": "retrieve", "ms": 3, "found": {"passages": 1}}],
    )
    RunPassage.objects.create(run=run, passage=passage, rank=1, title=passage.title, score=0.8)
    _add_gap(run)
    _add_signal(ticket, question)
    _add_help(run, question)
    _add_outcome(run, answer, passage)
    ModelCall.objects.create(
        tenant=ticket.tenant,
        tool="agent",
        operation="draft",
        engine="local",
        model="local",
        latency_ms=3,
        outcome=ModelCall.Outcome.OK,
    )


def _add_signal(ticket: Ticket, question: Message) -> None:
    """A complaint, in words of its own, that led to the ticket's escalation."""
    its = {"tenant": ticket.tenant}
    state, _is_new = Dissatisfaction.objects.get_or_create(ticket=ticket, defaults=its)
    phrase = f"useless {question.pk}"
    Signal.objects.create(
        **its, dissatisfaction=state, message=question, kind="phrase", phrase=phrase, chance=0.9
    )
    Ticket.objects.filter(pk=ticket.pk).update(
        escalated_at=timezone.now(), escalation_reason=EscalationReason.DISSATISFACTION
    )


def _add_help(run: Run, question: Message) -> None:
    """What the AI made of the thread for members: a sent draft, the summary, a brief of this hand-over."""
    its = {"tenant": run.tenant, "ticket": run.ticket}
    line = {"part": "wants", "kind": "said", "text": "An invoice.", "message_ids": [question.pk]}
    Draft.objects.create(**its, message=question, run=run, state="edited", text="It is sent.")
    summary, _is_new = Summary.objects.get_or_create(ticket=run.ticket, defaults={**its, "state": "ready"})
    summary.lines.append(line)
    summary.save()
    event = TicketEvent.objects.create(**its, kind="escalated", actor="ai", data={"reason": "manual"})
    Brief.objects.create(**its, event=event, reason=EscalationReason.MANUAL, lines=[line])


def _add_outcome(run: Run, answer: Message, passage: Passage) -> None:
    """What was shown helped; and the ticket of which this customer comes back again and again."""
    its = {"tenant": run.tenant, "ticket": run.ticket}
    Outcome.objects.create(
        **its,
        run=run,
        message=answer,
        kind="offer",
        asks=True,
        articles=[
            {
                "article_id": passage.article_id,
                "passage_id": passage.pk,
                "title": passage.title,
                "heading": "",
                "url": "",
                "excerpt": [{"text": "An invoice.", "is_marked": True}],
            }
        ],
        verdict="helped",
        how="button",
        helped_by_id=passage.article_id,
        settled_at=timezone.now(),
    )
    earlier = receive(run.ticket.channel, customer=run.ticket.customer, thread_key=f"earlier-{run.pk}").ticket
    ComeBack.objects.create(tenant=run.tenant, ticket=earlier, by=run.ticket, similarity=0.8)


def _add_gap(run: Run) -> None:
    gap = Gap.objects.create(tenant=run.tenant, size=2)
    gap.central = GapQuestion.objects.create(
        tenant=run.tenant, run=run, gap=gap, vector=[0.0] * DIMENSIONS, model="none", asked_at=run.created_at
    )
    gap.save()
