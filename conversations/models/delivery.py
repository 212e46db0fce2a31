from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from conversations.models.channel import Channel
from conversations.models.message import Message


class Delivery(models.Model):
    """The outbox: a public message on its way to the customer's channel, written with the message."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="deliveries")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="delivery")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["Delivery"].as_manager()

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"

    def mark_sent(self) -> None:
        self.state, self.sent_at, self.error = self.State.SENT, timezone.now(), ""
        self.save(update_fields=["state", "sent_at", "error"])

    def mark_failed(self, error: str) -> None:
        self.state, self.error = self.State.FAILED, error
        self.save(update_fields=["state", "error"])

    def mark_queued(self) -> None:
        self.state, self.error = self.State.QUEUED, ""
        self.save(update_fields=["state", "error"])
