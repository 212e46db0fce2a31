from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models.ticket import EscalationReason, Ticket


class TicketEvent(models.Model):
    """One entry of a ticket's timeline: what changed, by whom, when."""

    class Kind(models.TextChoices):
        CREATED = "created", _("opened the ticket")
        ASSIGNED = "assigned", _("assigned it")
        STATUS = "status", _("changed the state")
        PRIORITY = "priority", _("changed the priority")
        CATEGORY = "category", _("changed the category")
        TAGGED = "tagged", _("tagged it")
        ESCALATED = "escalated", _("escalated")
        HANDED_BACK = "handed_back", _("handed it back to the AI")
        TOOK_OVER = "took_over", _("took over from the AI")
        SNOOZED = "snoozed", _("snoozed it")
        WOKE = "woke", _("woke up")

    class Actor(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        AI = "ai", _("AI")
        MEMBER = "member", _("Member")
        SYSTEM = "system", _("System")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["TicketEvent"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"])]

    def __str__(self) -> str:
        return self.sentence

    @property
    def actor_name(self) -> str:
        return self.member.name if self.member else str(self.get_actor_display())

    @property
    def sentence(self) -> str:
        """The event as a line of the timeline."""
        detail = self._detail()
        return f"{self.actor_name} {self.get_kind_display()}" + (f": {detail}" if detail else "")

    def _detail(self) -> str:
        if self.kind == self.Kind.ESCALATED:
            return str(EscalationReason(self.data["reason"]).label)
        if self.kind == self.Kind.STATUS:
            return str(Ticket.Status(self.data["to"]).label)
        if self.kind == self.Kind.PRIORITY:
            return str(Ticket.Priority(self.data["to"]).label)
        if self.kind in (self.Kind.CATEGORY, self.Kind.TAGGED):
            return str(self.data["to"])
        if self.kind == self.Kind.ASSIGNED:
            return ", ".join(filter(None, [self.data.get("owner"), self.data.get("team")])) or str(
                _("nobody")
            )
        return ""
