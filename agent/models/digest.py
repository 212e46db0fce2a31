from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models import EscalationReason, Ticket, TicketEvent


class Summary(models.Model):
    """What a thread says, for members only; kept until somebody asks for a newer one.

    `lines` are objects: part (wants, happened, open), text, message_ids.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="summaries")
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="summary")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITING)
    times_asked = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lines = models.JSONField(default=list, blank=True)
    up_to_id = models.BigIntegerField(default=0, help_text=_("The newest message it knows of."))
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=80, blank=True)
    fallback_from = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Summary"].as_manager()

    class Meta:
        verbose_name_plural = "summaries"

    def __str__(self) -> str:
        return f"Summary of {self.ticket_id}"


class Brief(models.Model):
    """What people need to know at a hand-over: one for each escalation.

    `lines` are objects: part (wants, tried, missing), kind (what the words before the quote say), text,
    message_ids, sources (title, url).
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="briefs")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="briefs")
    event = models.OneToOneField(TicketEvent, on_delete=models.CASCADE, related_name="brief")
    reason = models.CharField(max_length=20, choices=EscalationReason.choices)
    lines = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=10, blank=True)
    sentiment = models.CharField(max_length=20, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Brief"].as_manager()

    def __str__(self) -> str:
        return f"Brief of {self.ticket_id}"
