"""The numbers of the panel, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Member
from agent.dissatisfaction.triggers import WORDS, signals_of
from analytics.periods import Period
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet, messages_before_escalation

# At most this share of conversations should need a person.
TARGET = 0.05
PHRASES_SHOWN = 10


@dataclass(frozen=True)
class Spread:
    """The median, and the quarters on both sides of it."""

    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Figures:
    conversations: int
    by_reason: list[tuple[str, int]]
    by_messages: list[tuple[int, int]]
    phrases: list[tuple[str, int]]

    @property
    def escalated(self) -> int:
        return sum(count for _reason, count in self.by_reason)

    @property
    def rate(self) -> float:
        return self.escalated / self.conversations if self.conversations else 0.0

    @property
    def spread(self) -> Spread | None:
        if not self.by_messages:
            return None
        return Spread(*(quantile(self.by_messages, share) for share in (0.5, 0.25, 0.75)))


def opened(member: Member, period: Period) -> TicketQuerySet[Ticket]:
    """The conversations that began in the period and that the member may read; what was merged away goes on
    in another."""
    return Ticket.objects.open_to(member).filter(
        created_at__gte=period.begins, created_at__lt=period.ends, merged_into=None
    )


def figures_of(member: Member, period: Period) -> Figures:
    conversations = opened(member, period).order_by()
    rows = conversations.filter(escalated_at__isnull=False)
    reasons = rows.values_list("escalation_reason").annotate(count=Count("pk"))
    messages = rows.annotate(before=messages_before_escalation()).values_list("before")
    words = signals_of(rows).order_by().values_list(WORDS)
    phrases = words.annotate(count=Count("dissatisfaction__ticket", distinct=True))
    return Figures(
        conversations=conversations.count(),
        by_reason=sorted(reasons, key=lambda row: (-row[1], row[0])),
        by_messages=sorted(messages.annotate(count=Count("pk"))),
        phrases=sorted(phrases, key=lambda row: (-row[1], row[0]))[:PHRASES_SHOWN],
    )


def quantile(counts: Sequence[tuple[int, int]], share: float) -> float:
    """Of values with how often each is there, in order: the one below which that share lies, linear between
    two neighbours (Hyndman and Fan 1996, type 7)."""
    total = sum(count for _value, count in counts)
    place = share * (total - 1)
    below = int(place)
    lower, upper = _at(counts, below), _at(counts, min(below + 1, total - 1))
    return lower + (upper - lower) * (place - below)


def _at(counts: Sequence[tuple[int, int]], place: int) -> int:
    for value, count in counts:
        if place < count:
            return value
        place -= count
    raise IndexError(place)
