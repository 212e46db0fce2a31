"""Adds up what became of every acknowledged message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from agent.models import Run
from channels_app.widget.services import CLIENT_PREFIX
from conversations.models import Delivery, Job, Message
from tickets.models import Ticket


@dataclass(frozen=True)
class Ledger:
    """All but `messages`, `runs` and the explained ones should be 0."""

    messages: int
    lost: int
    doubled: int
    runs: Counter[str]
    superseded: int
    with_people: int
    undecided: int
    answered_twice: int
    answered_without_run: int
    undelivered: int
    failed_jobs: int


def add_up(acknowledged: Mapping[str, int]) -> Ledger:
    """What the database says of the messages acknowledged under these client ids."""
    sources = {f"{CLIENT_PREFIX}{client_id}": key for client_id, key in acknowledged.items()}
    stored = Message.objects.filter(source_id__in=sources).values_list("source_id", "pk")
    times_stored = Counter(source for source, _key in stored)
    found = {key for _source, key in stored}
    messages = Message.objects.filter(pk__in=found)
    undecided = _without_run(messages)
    hub_messages = Message.objects.filter(discussion__in=messages.values("discussion")).exclude(
        author="customer"
    )
    return Ledger(
        messages=len(acknowledged),
        lost=sum(key not in found for key in acknowledged.values()),
        doubled=sum(times - 1 for times in times_stored.values()),
        runs=Counter(Run.objects.filter(message__in=messages).values_list("decision", flat=True)),
        superseded=undecided["superseded"],
        with_people=undecided["with people"],
        undecided=undecided["undecided"],
        answered_twice=_answered_twice(messages),
        answered_without_run=hub_messages.filter(author="ai", answer_run=None).count(),
        undelivered=Delivery.objects.filter(message__in=hub_messages).exclude(state="sent").count(),
        failed_jobs=Job.objects.filter(state="failed").count(),
    )


def _without_run(messages: QuerySet[Message]) -> Counter[str]:
    """Why messages have no run: a newer one spoke for them, people had taken over, or no reason at all."""
    newer = Message.objects.filter(
        discussion=OuterRef("discussion"), author="customer", pk__gt=OuterRef("pk")
    )
    silent = Ticket.objects.filter(discussion=OuterRef("discussion")).exclude(ai_silent_since=None)
    rows = messages.filter(run=None).annotate(is_superseded=Exists(newer), is_with_people=Exists(silent))
    return Counter(
        "superseded" if superseded else "with people" if with_people else "undecided"
        for superseded, with_people in rows.values_list("is_superseded", "is_with_people")
    )


def _answered_twice(messages: QuerySet[Message]) -> int:
    """Hub messages too many: an answer names the customer's message it answers, see agent.respond."""
    names = [f"run:{key}" for key in messages.values_list("pk", flat=True)]
    answers = Counter(Message.objects.filter(source_id__in=names).values_list("source_id", flat=True))
    return sum(times - 1 for times in answers.values())
