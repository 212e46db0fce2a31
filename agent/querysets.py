from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.querysets import TenantQuerySet
from ai.models import RESOLVE_AFTER_HOURS
from tickets.models import Ticket, TicketEvent

Row = TypeVar("Row", bound=models.Model, covariant=True)

# A dismissed suggestion stays to be seen for as long as it can be taken back, and a little more.
SEEN_AFTER_DISMISSAL = timedelta(minutes=2)
# What somebody made of a ticket since the AI asked is not undone by a customer's silence.
DECIDES_THE_STATE = (
    TicketEvent.Kind.STATUS,
    TicketEvent.Kind.SNOOZED,
    TicketEvent.Kind.WOKE,
    TicketEvent.Kind.HANDED_BACK,
)
# Twice the longest time that a tenant may wait for a word: no outage of the sweep lasts longer.
ASKED_BACK_SINCE = timedelta(days=60)


class SuggestionQuerySet(TenantQuerySet[Row]):
    def suggested(self, threshold: float) -> Self:
        """Those that are sure enough to be shown and wait for somebody."""
        return self.filter(state="open", confidence__gte=threshold)

    def ever_shown(self, threshold: float) -> Self:
        """Those that somebody could see, whatever became of them; also since a tenant asks for less."""
        is_shown_now = Q(state="open", confidence__gte=threshold)
        return self.filter(Q(shown_at__isnull=False) | Q(state__in=("created", "dismissed")) | is_shown_now)

    def to_show(self, threshold: float) -> Self:
        """Those, the ones that became tickets, and what was dismissed just now."""
        just_dismissed = Q(state="dismissed", decided_at__gt=timezone.now() - SEEN_AFTER_DISMISSAL)
        waiting = Q(state="open", confidence__gte=threshold)
        return self.filter(waiting | Q(state="created") | just_dismissed).order_by("pk")


class OutcomeQuerySet(TenantQuerySet[Row]):
    def open(self) -> Self:
        return self.filter(verdict="")

    def confirmed(self) -> Self:
        """Those of which the customer said whether it helped."""
        return self.filter(verdict__in=("helped", "not_helped"))

    def left_alone_at(self, now: datetime) -> Self:
        """Open for as long as their tenant waits for a word of the customer."""
        return self.open().annotate(patience=_patience()).filter(created_at__lte=Value(now) - F("patience"))


class RunQuerySet(TenantQuerySet[Row]):
    def asked_back_in_vain_at(self, now: datetime) -> Self:
        """Questions back after which nothing came for as long as the tenant waits for a word.

        Of the latest weeks only: it is asked each minute, and most of all that there ever were are settled.
        """
        later = self.model._default_manager.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("pk"))
        decided = TicketEvent.objects.filter(
            ticket=OuterRef("ticket"), kind__in=DECIDES_THE_STATE, created_at__gt=OuterRef("created_at")
        )
        waiting = (Ticket.Status.OPEN, Ticket.Status.PENDING)
        return (
            self.filter(decision="clarify", created_at__gt=now - ASKED_BACK_SINCE)
            .filter(answer__deleted_at=None, answer__isnull=False)
            .filter(ticket__ai_silent_since=None, ticket__discussion__is_shared=False)
            .filter(ticket__status__in=waiting, ticket__merged_into=None)
            .annotate(patience=_patience())
            .filter(created_at__lte=Value(now) - F("patience"))
            .exclude(Exists(later.exclude(decision="ignore")))
            .exclude(Exists(decided))
        )


def _patience() -> ExpressionWrapper:
    """How long a row's tenant waits for a word of the customer.

    For an annotation: in a filter, tenants without settings of their own would fall out of the join.
    """
    hours = Coalesce(F("tenant__ai_settings__resolve_after_hours"), Value(RESOLVE_AFTER_HOURS))
    return ExpressionWrapper(hours * Value(timedelta(hours=1)), output_field=DurationField())
