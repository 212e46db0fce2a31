"""Moves what the real services have just made back in time, so that a demo has a past."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, F, Model, QuerySet

from agent.models import (
    ChatAnalysis,
    Dissatisfaction,
    Draft,
    Outcome,
    Run,
    Signal,
    SuggestionFeedback,
    TicketSuggestion,
)
from conversations.models import Delivery, Message
from tickets.models import Csat, Notification, SlaClock, Ticket, TicketEvent


def age_ticket(ticket: Ticket, by: timedelta) -> None:
    """Make everything of this ticket that much older, keeping the distances between its parts."""
    if not by:
        return
    messages = Message.objects.filter(discussion=ticket.discussion_id)
    for rows in (
        Ticket.objects.filter(pk=ticket.pk),
        messages,
        TicketEvent.objects.filter(ticket=ticket),
        SlaClock.objects.filter(ticket=ticket),
        Csat.objects.filter(ticket=ticket),
        Notification.objects.filter(ticket=ticket),
        Run.objects.filter(ticket=ticket),
        Outcome.objects.filter(ticket=ticket),
        Dissatisfaction.objects.filter(ticket=ticket),
        Signal.objects.filter(dissatisfaction__ticket=ticket),
        Draft.objects.filter(ticket=ticket),
        ChatAnalysis.objects.filter(ticket=ticket),
        TicketSuggestion.objects.filter(ticket=ticket),
        SuggestionFeedback.objects.filter(suggestion__ticket=ticket),
        Delivery.objects.filter(message__in=messages),
    ):
        _age(rows, by)


def _age(rows: QuerySet[Model], by: timedelta) -> None:
    times = [field.name for field in rows.model._meta.fields if isinstance(field, DateTimeField)]
    rows.update(**{name: F(name) - by for name in times})
