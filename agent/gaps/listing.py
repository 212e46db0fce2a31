"""What the page of gaps shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from accounts.models import Tenant
from agent.gaps.drafting import masked
from agent.models import Gap, GapQuestion
from conversations.markup import plain_text
from tickets.models import Ticket

SHOWN_AT_MOST = 50
EXAMPLES = 3
TREND = timedelta(days=14)


@dataclass(frozen=True)
class ShownGap:
    """`lately` are the questions of two weeks, `before` those of the two weeks before."""

    gap: Gap
    question: str
    lately: int
    before: int
    examples: list[GapQuestion]

    @property
    def trend(self) -> str:
        return "up" if self.lately > self.before else "down" if self.lately < self.before else "same"


def gaps_of(tenant: Tenant, state: str) -> list[ShownGap]:
    """The largest of them."""
    now = timezone.now()
    public = Ticket.objects.for_tenant(tenant).public()
    newest = GapQuestion.objects.filter(run__message__deleted_at=None, run__ticket__in=public)
    newest = newest.order_by("-asked_at", "-pk")
    examples = newest.select_related("run__ticket", "run__message")
    gaps = (
        Gap.objects.for_tenant(tenant)
        .filter(state=state)
        .select_related("central__run__message__discussion", "article", "decided_by__user")
        .annotate(
            lately=Count("questions", filter=Q(questions__asked_at__gte=now - TREND)),
            before=Count(
                "questions",
                filter=Q(questions__asked_at__gte=now - 2 * TREND, questions__asked_at__lt=now - TREND),
            ),
        )
        .prefetch_related(Prefetch("questions", queryset=examples[:EXAMPLES], to_attr="examples"))
        .order_by("-size", "pk")
    )
    return [
        ShownGap(gap, _question(gap), gap.lately, gap.before, gap.examples) for gap in gaps[:SHOWN_AT_MOST]
    ]


def _question(gap: Gap) -> str:
    """The central question's words; of one that is deleted or private another's."""
    message = gap.central.run.message if gap.central else None
    examples: list[GapQuestion] = gap.examples  # type: ignore[attr-defined]
    if message is None or message.is_deleted or message.discussion.is_private:
        message = examples[0].run.message if examples else None
    return masked(plain_text(message.body, 200)) if message else ""
