"""Chat-to-ticket in figures, for a span of time, as far as a member may read the tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from accounts.models import Member
from agent.chat.judging import threshold_of
from agent.models import ChatAnalysis, SuggestionFeedback, TicketSuggestion
from agent.percentiles import Percentile
from tickets.models import Ticket

State = TicketSuggestion.State


@dataclass(frozen=True)
class Figures:
    """Of the chats that began in a span of time, and what was decided in it: `created` and `dismissed`. Of
    neither need there be any of the other. Milliseconds are None where nothing was analysed, the score where
    nobody gave one."""

    chats: int
    chats_with_tickets: int
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

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.analyses or self.created or self.dismissed or self.feedback)

    @property
    def accepted_share(self) -> float | None:
        """Of what was decided, how much became a ticket."""
        decided = self.created + self.dismissed
        return self.created / decided if decided else None


def figures_of(member: Member, *, since: datetime, until: datetime) -> Figures:
    tenant, closed = member.tenant, Ticket.objects.closed_to(member).values("pk")
    began = Q(ticket__created_at__gte=since, ticket__created_at__lt=until)
    told = (
        ChatAnalysis.objects.for_tenant(tenant)
        .filter(began)
        .exclude(ticket__in=closed)
        .aggregate(
            chats=Count("ticket", distinct=True),
            analyses=Count("pk"),
            failed=Count("pk", filter=~Q(error="")),
            mean_ms=Avg("duration_ms"),
            p95_ms=Percentile("duration_ms", 0.95),
        )
    )
    suggestions = TicketSuggestion.objects.for_tenant(tenant)
    shown = (
        suggestions.filter(began)
        .exclude(ticket__in=closed)
        .ever_shown(threshold_of(tenant))
        .aggregate(
            suggested=Count("pk"),
            chats_with_tickets=Count("ticket", distinct=True),
        )
    )
    put_away = (
        suggestions.filter(state=State.DISMISSED, decided_at__gte=since, decided_at__lt=until)
        .exclude(ticket__in=closed)
        .aggregate(dismissed=Count("pk"))
    )
    made = (
        suggestions.filter(created_ticket__created_at__gte=since, created_ticket__created_at__lt=until)
        .exclude(created_ticket__in=closed)
        .aggregate(created=Count("pk"), modified=Count("pk", filter=Q(is_modified=True)))
    )
    given = SuggestionFeedback.objects.for_tenant(tenant).filter(created_at__gte=since, created_at__lt=until)
    judged = (
        given.filter(suggestion__state=State.CREATED)
        .exclude(suggestion__created_ticket__in=closed)
        .aggregate(feedback=Count("pk"), score=Avg("rating"))
    )
    return Figures(**told, **shown, **put_away, **made, **judged)
