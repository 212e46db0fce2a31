from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models.ticket import Ticket


class TicketLink(models.Model):
    """That two tickets have to do with each other: `source` relates to, duplicates or blocks `target`."""

    class Kind(models.TextChoices):
        RELATES = "relates", _("relates to")
        DUPLICATES = "duplicates", _("duplicates")
        BLOCKS = "blocks", _("blocks")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["TicketLink"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class TicketMerge(models.Model):
    """That a ticket's conversation went over into another's, with what it takes to put it back.

    `moved` is JSON: which messages, participants and tags went over, and how the two tickets were.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges_in")
    merged_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    moved = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["TicketMerge"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at__isnull=True), name="merged_away_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"
