"""`manage.py evaluate frustration`: is it heard that a customer is not served, and do they get a person?

Each conversation is written into a tenant of its own as the channels and the AI would write it, and listened
to as the AI listens; then everything is taken back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from pydantic import ConfigDict

from accounts.models import Tenant
from agent.dissatisfaction.hearing import Heard
from agent.evaluation.scores import precision_recall
from agent.respond.listening import listen
from agent.respond.situation import load_situation
from ai.local.tuned.labelled import Conversation
from conversations.models import Channel, Customer, Message
from knowledge.evaluation.task import Options, Report, read_rows
from tickets.intake import receive_message
from tickets.models import Ticket
from tickets.services import post_hub_message


class Session(Conversation):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    should_escalate: bool


@dataclass(frozen=True)
class _Listened:
    session: Session
    heard: dict[int, Heard]
    escalated: bool
    milliseconds: list[float]

    @property
    def is_person_found(self) -> bool:
        """Whether it was heard that they want a person, by the time at which they ask."""
        at = self.session.asks_for_human_at
        return at is not None and any(one.asks_for_person for place, one in self.heard.items() if place <= at)


def run(options: Options) -> Report:
    sessions = read_rows(options.data, Session, what="data")
    listened = list(_listen_to_all(sessions))
    turns = [
        (heard.is_signal, one.session.turns[place].dissatisfied)
        for one in listened
        for place, heard in one.heard.items()
    ]
    wrong = [one for one in sorted(listened, key=_mistakes, reverse=True) if _mistakes(one)]
    return Report(
        figures=_figures(listened, turns),
        counts={
            "sessions": len(sessions),
            "turns": len(turns),
            "dissatisfied": sum(true for _said, true in turns),
            "should_escalate": sum(session.should_escalate for session in sessions),
            "ask_for_human": sum(session.asks_for_human_at is not None for session in sessions),
        },
        milliseconds=[spent for one in listened for spent in one.milliseconds],
        errors=[_describe(one) for one in wrong[: options.errors]],
    )


def _figures(listened: Sequence[_Listened], turns: Sequence[tuple[bool, bool]]) -> dict[str, float]:
    outcomes = [(one.escalated, one.session.should_escalate) for one in listened]
    turn_precision, turn_recall = precision_recall(*_columns(turns))
    escalate_precision, escalate_recall = precision_recall(*_columns(outcomes))
    asking = [one for one in listened if one.session.asks_for_human_at is not None]
    return {
        "turn_precision": turn_precision,
        "turn_recall": turn_recall,
        "escalate_precision": escalate_precision,
        "escalate_recall": escalate_recall,
        "human_recall": sum(one.is_person_found for one in asking) / len(asking) if asking else 1.0,
    }


def _listen_to_all(sessions: Sequence[Session]) -> Iterator[_Listened]:
    with transaction.atomic():
        tenant = Tenant.objects.create(slug=f"evaluation-{time.time_ns()}", name="Evaluation")
        channel = Channel.objects.create(tenant=tenant, kind=Channel.Kind.API, name="Evaluation")
        for number, session in enumerate(sessions):
            yield _listen_to(session, channel, thread_key=str(number))
        transaction.set_rollback(True)


def _listen_to(session: Session, channel: Channel, *, thread_key: str) -> _Listened:
    customer = Customer.objects.create(tenant=channel.tenant)
    ticket: Ticket | None = None
    heard: dict[int, Heard] = {}
    milliseconds: list[float] = []
    for place, turn in enumerate(session.turns):
        if not turn.content.strip():
            continue
        if turn.role == "user":
            received = receive_message(
                channel=channel, customer=customer, thread_key=thread_key, body=turn.content
            )
            ticket = received.ticket
            began = time.perf_counter()
            heard[place] = listen(load_situation(received.message.pk))
            milliseconds.append((time.perf_counter() - began) * 1000)
        elif ticket is not None:
            post_hub_message(ticket, author="ai", body=turn.content, source_id=f"turn:{place}")
        _let_a_minute_pass(ticket)
    if ticket is not None:
        ticket.refresh_from_db()
    return _Listened(session, heard, bool(ticket and ticket.is_escalated), milliseconds)


def _let_a_minute_pass(ticket: Ticket | None) -> None:
    """Who writes the same again says it again, and has not pressed a key twice."""
    if ticket is not None:
        said = Message.objects.filter(discussion=ticket.discussion_id)
        said.update(created_at=F("created_at") - timedelta(minutes=1))


def _columns(pairs: Sequence[tuple[bool, bool]]) -> tuple[list[bool], list[bool]]:
    return [said for said, _true in pairs], [true for _said, true in pairs]


def _mistakes(one: _Listened) -> int:
    turns = sum(
        heard.is_signal != one.session.turns[place].dissatisfied for place, heard in one.heard.items()
    )
    missed_person = one.session.asks_for_human_at is not None and not one.is_person_found
    return turns + 2 * (one.escalated != one.session.should_escalate) + 2 * missed_person


def _describe(one: _Listened) -> dict[str, Any]:
    wrong = [
        {
            "content": one.session.turns[place].content,
            "dissatisfied": one.session.turns[place].dissatisfied,
            "chance": heard.chance,
            "phrase": heard.phrase,
        }
        for place, heard in one.heard.items()
        if heard.is_signal != one.session.turns[place].dissatisfied
    ]
    return {
        "id": one.session.id,
        "should_escalate": one.session.should_escalate,
        "escalated": one.escalated,
        "turns": wrong,
    }
