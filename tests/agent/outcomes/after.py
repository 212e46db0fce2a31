"""What the customer does after an answer, and time that goes by."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from agent.models import Outcome, Run
from tickets.models import Ticket

ASKED = "How long does a refund take until it arrives?"


def say(visitor, message: dict, **said):
    return visitor.send("post", "helped", {"message_id": message["id"], **said})


def let_pass(**time) -> None:
    """What happened is longer ago now."""
    by = timedelta(**time)
    for model in (Outcome, Run):
        model.objects.update(created_at=F("created_at") - by)
    for ticket in Ticket.objects.exclude(resolved_at=None):
        Ticket.objects.filter(pk=ticket.pk).update(resolved_at=ticket.resolved_at - by)
