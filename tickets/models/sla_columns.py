"""What a ticket keeps of its SLA clocks, so that a list needs to read no clock."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SlaTarget(models.TextChoices):
    """What is promised to be done in time. In the order in which a ticket meets them."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    RESOLUTION = "resolution", _("Resolution")


class SlaState(models.TextChoices):
    """How a ticket stands with what it promises now."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    BREACHED = "breached", _("Breached")
    FROZEN = "frozen", _("Frozen")


class SlaColumns(models.Model):
    """Written by tickets.sla alone. The times are the earliest of the ticket's clocks that run, and empty
    when none does; `sla_target` is the clock whose due time it is, and empty when no clock is open."""

    sla_target = models.CharField(max_length=20, blank=True)
    sla_due_at = models.DateTimeField(null=True, blank=True)
    sla_warn_at = models.DateTimeField(null=True, blank=True)
    sla_risk_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The latest moment to begin at, if it takes as long as usual.")
    )
    sla_next_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the next warning or breach is to be noticed.")
    )
    sla_breached_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it first missed a target; stays for good.")
    )

    class Meta:
        abstract = True

    def sla_state(self, now: datetime) -> SlaState | None:
        """None when nothing is promised, or all of it is kept."""
        if self.sla_due_at is None:
            return SlaState.FROZEN if self.sla_target else None
        if self.sla_due_at <= now:
            return SlaState.BREACHED
        is_at_risk = self.sla_warn_at is not None and self.sla_warn_at <= now
        return SlaState.AT_RISK if is_at_risk else SlaState.ON_TRACK


_RUNNING = Q(sla_due_at__isnull=False)

# Only tickets with a running clock are in these, whatever the table holds. The first is walked by a list in
# its usual order: due and warning are in the key, so what does not match is passed over without its row.
SLA_INDEXES = [
    models.Index(
        fields=["tenant", "-latest_activity_at", "-id", "sla_due_at", "sla_warn_at"],
        condition=_RUNNING,
        name="ticket_sla_latest",
    ),
    models.Index(fields=["tenant", "sla_due_at", "id"], condition=_RUNNING, name="ticket_sla_due"),
    models.Index(
        fields=["tenant", "sla_risk_at", "id"], condition=Q(sla_risk_at__isnull=False), name="ticket_sla_risk"
    ),
    models.Index(fields=["sla_next_at"], condition=Q(sla_next_at__isnull=False), name="ticket_sla_next"),
    models.Index(
        fields=["tenant", "-sla_breached_at"],
        condition=Q(sla_breached_at__isnull=False),
        name="ticket_sla_breached",
    ),
]
