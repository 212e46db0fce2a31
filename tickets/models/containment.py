from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from tickets.models.ticket import Ticket


class ComeBack(models.Model):
    """A customer wrote again about what the AI had resolved alone: that was not contained after all."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, related_name="come_back", help_text=_("What was resolved.")
    )
    by = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="+", help_text=_("What it came back as.")
    )
    similarity = models.FloatField(help_text=_("Of both tickets' first words, 0 to 1."))
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["ComeBack"].as_manager()

    def __str__(self) -> str:
        return f"{self.ticket_id} as {self.by_id}"
