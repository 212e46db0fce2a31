from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from conversations.models import Attachment, Message
from tickets.models.ticket import Ticket


class ScheduledReply(models.Model):
    """A reply that is to be sent at a moment, if nothing newer was said by then."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        HELD = "held", _("Held back")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Cancelled")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="scheduled_replies")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    send_at = models.DateTimeField()
    # The newest message, and the newest merge of another customer's ticket, when it was written: later ones
    # hold it back.
    seen = models.PositiveBigIntegerField(default=0)
    seen_merge = models.PositiveBigIntegerField(default=0)
    file_count = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why_held = models.CharField(max_length=200, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["ScheduledReply"].as_manager()

    class Meta:
        ordering = ["send_at", "pk"]
        indexes = [
            models.Index(
                fields=["ticket"], condition=Q(state__in=["waiting", "held"]), name="scheduled_unsent"
            )
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_unsent(self) -> bool:
        return self.state in (self.State.WAITING, self.State.HELD)
