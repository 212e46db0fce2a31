"""Chat-to-ticket in figures, for a tenant and a span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from accounts.models import Tenant
from agent.chat.judging import threshold_of
from agent.models import ChatAnalysis, SuggestionFeedback, TicketSuggestion
from agent.percentiles import Percentile

State = TicketSuggestion.State


@dataclass(frozen=True)
class Figures:
    """Milliseconds are None where nothing was analysed, the score where nobody gave one."""

    chats: int
    analyses: int
    failed: int
    suggested: int
    created: int
    modified: int
    dismissed: int
    feedback: int
    score: float | None
    mean_ms: float | None
    p95_ms: float | None

    @property
    def accepted_share(self) -> float | None:
        """Of what was decided, how much became a ticket."""
        decided = self.created + self.dismissed
        return self.created / decided if decided else None


def figures_of(tenant: Tenant, *, since: datetime, until: datetime) -> Figures:
    within = Q(created_at__gte=since, created_at__lt=until)
    analyses = ChatAnalysis.objects.for_tenant(tenant).filter(within)
    told = analyses.aggregate(
        chats=Count("ticket", distinct=True),
        analyses=Count("pk"),
        failed=Count("pk", filter=~Q(error="")),
        mean_ms=Avg("duration_ms"),
        p95_ms=Percentile("duration_ms", 0.95),
    )
    shown = Q(confidence__gte=threshold_of(tenant)) | ~Q(state=State.OPEN)
    suggested = TicketSuggestion.objects.for_tenant(tenant).filter(within, shown).count()
    decided = TicketSuggestion.objects.for_tenant(tenant).filter(decided_at__gte=since, decided_at__lt=until)
    made = decided.aggregate(
        created=Count("pk", filter=Q(state=State.CREATED)),
        modified=Count("pk", filter=Q(state=State.CREATED, is_modified=True)),
        dismissed=Count("pk", filter=Q(state=State.DISMISSED)),
    )
    given = SuggestionFeedback.objects.for_tenant(tenant).filter(within)
    return Figures(
        **told, **made, suggested=suggested, **given.aggregate(feedback=Count("pk"), score=Avg("rating"))
    )
